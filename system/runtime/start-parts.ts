import type { Progress } from '../contracts/progress.ts'
import type { PartName } from '../contracts/system-status.ts'
import { checkExternalBroker, checkExternalServers } from './external/check-external-servers.ts'
import { addressesOfExternal, type ExternalPart } from './external/external-servers.ts'
import { loadCredentials } from './instance/instance-memory.ts'
import { makeArchive } from './kafka/make-archive.ts'
import { planKafka } from './kafka/plan-kafka.ts'
import { prepareKafka, type PreparedKafka } from './kafka/prepare-kafka.ts'
import { launchPart } from './launch-part.ts'
import type { PartRegister } from './part-register.ts'
import { planApi, planIssuer, planWorker } from './parts/plan-own-parts.ts'
import type { PartPlan } from './parts/part-plan.ts'
import { runControlPlane } from './parts/run-control-plane.ts'
import { makeDatabase, planPostgres } from './postgres/plan-postgres.ts'
import { preparePostgres } from './postgres/prepare-postgres.ts'
import type { PartProcess } from './process/start-process.ts'
import { writeAtomically } from './process/write-atomically.ts'
import type { SystemContext } from './system-context.ts'

/** One that read the issuer's keys in vain may only now be coming up. */
const BROKER_WAITS_FOR_ISSUER_MS = 30_000

type OnProgress = (event: Progress) => void

/**
 * Starts all parts, as many at once as their needs allow: the broker needs the issuer's keys, the control
 * plane needs them too, and the database, and waits for the broker itself once it has migrated. The api and
 * the worker need what the control plane makes.
 */
export async function startParts(
  outer: SystemContext,
  register: PartRegister,
  onProgress: OnProgress,
): Promise<void> {
  const giveUp = new AbortController()
  const context = {
    ...outer,
    signal: AbortSignal.any([outer.signal, giveUp.signal]),
    onProgram: (program: PartProcess) => register.accompany(program),
  }
  const startedAt = performance.now()
  const elapsed = (): number => Math.round(performance.now() - startedAt)
  const launch = async (plan: PartPlan): Promise<void> => {
    onProgress({ part: plan.name, state: 'starting', elapsedMs: elapsed() })
    const readyMs = await launchPart(plan, register, { signal: context.signal })
    onProgress({ part: plan.name, state: 'ready', elapsedMs: elapsed(), detail: `${String(readyMs)} ms` })
  }
  const tell = (part: PartName | 'system', state: string): void =>
    onProgress({ part, state, elapsedMs: elapsed() })

  const { external = {} } = context
  await checkExternalServers(context)
  for (const [name, addresses] of Object.entries(addressesOfExternal(external))) {
    register.adopt(name as ExternalPart, addresses)
    tell(name as ExternalPart, 'external')
  }
  const issuer = external.issuer === undefined ? launch(planIssuer(context)) : Promise.resolve()
  const prepared = external.kafka === undefined ? prepareBroker(context, tell) : undefined
  const kafka =
    prepared === undefined
      ? issuer.then(async () => await checkExternalBroker(context, BROKER_WAITS_FOR_ISSUER_MS))
      : startKafka(context, { prepared, issuer, launch })
  const postgres = external.postgres === undefined ? startPostgres(context, launch, tell) : Promise.resolve()
  // Its work on the database needs no broker, which takes longest of all. Fetching one may take minutes.
  const made = Promise.all([issuer, postgres, prepared ?? kafka]).then(
    async () => await bootstrap(context, register, tell),
  )
  const servers = Promise.all([issuer, postgres, kafka])
  // These two load while the tenants are made, and are ready once they are.
  const api = servers.then(async () => await launch(planApi(context, made)))
  const worker = servers.then(async () => await launch(planWorker(context, made)))
  await settleAll([issuer, postgres, kafka, made, api, worker], giveUp)
  register.notePhase('running')
  await register.written()
  tell('system', 'ready')
  // For the next start; nobody waits for it.
  if (prepared !== undefined) void makeArchive(await prepared, register.find('kafka')?.process.pid ?? 0)
}

type Launch = (plan: PartPlan) => Promise<void>
type Tell = (part: PartName | 'system', state: string) => void

async function startPostgres(context: SystemContext, launch: Launch, tell: Tell): Promise<void> {
  tell('postgres', 'preparing')
  const prepared = await preparePostgres(context)
  await launch(planPostgres(context, prepared))
  await makeDatabase(context)
}

async function prepareBroker(context: SystemContext, tell: Tell): Promise<PreparedKafka> {
  tell('kafka', 'preparing')
  return await prepareKafka(context, () => tell('kafka', 'fetching jars'))
}

async function startKafka(
  context: SystemContext,
  {
    prepared,
    issuer,
    launch,
  }: { readonly prepared: Promise<PreparedKafka>; readonly issuer: Promise<void>; readonly launch: Launch },
): Promise<void> {
  const plan = planKafka(context, await prepared)
  // It reads the issuer's keys about two thirds into its start, and ends when there are none. Not waiting for
  // the issuer saves half a second; should it be the slower of the two, the broker is started once more.
  await launch(plan).catch(async (error: unknown) => {
    await issuer
    if (context.signal.aborted) throw error
    await launch(plan)
  })
}

async function bootstrap(context: SystemContext, register: PartRegister, tell: Tell): Promise<void> {
  const startedAt = performance.now()
  tell('control-plane', 'starting')
  register.note('control-plane', 'starting')
  const args = ['bootstrap', '--await-broker']
  await runControlPlane(context, args).catch(async (error: unknown) => {
    // On a busy machine the broker may lose its place for a moment. What was half made is undone, and
    // bootstrapping again is safe.
    if (context.signal.aborted) throw error
    tell('control-plane', 'trying again')
    await runControlPlane(context, args)
  })
  register.note('control-plane', 'ready', { readyMs: Math.round(performance.now() - startedAt) })
  tell('control-plane', 'ready')
  // With the callers' clients, and without the logins of external servers: those are not ours to keep there.
  await writeAtomically(context.layout.credentialsFile, JSON.stringify(await loadCredentials(context.layout)))
}

/** Waits for all, also when one fails: whoever cleans up must find every process that was started. */
async function settleAll(work: readonly Promise<unknown>[], giveUp: AbortController): Promise<void> {
  let first: { error: unknown } | undefined
  const noteFailure = (error: unknown): void => {
    first ??= { error }
    giveUp.abort(error)
  }
  await Promise.all(work.map((part) => part.catch(noteFailure)))
  if (first !== undefined) throw first.error
}
