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
 * plane needs all three servers, and the api and the worker need what the control plane makes.
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
    const readyMs = await launchPart(plan, register, context.signal)
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
  const kafka =
    external.kafka === undefined
      ? startKafka(context, issuer, launch, tell)
      : issuer.then(async () => await checkExternalBroker(context, BROKER_WAITS_FOR_ISSUER_MS))
  const postgres = external.postgres === undefined ? startPostgres(context, launch, tell) : Promise.resolve()
  await settleAll([issuer, postgres, kafka], giveUp)
  // These two load while the control plane works, and are ready once it has done so.
  const made = bootstrap(context, register, tell)
  await settleAll([made, launch(planApi(context, made)), launch(planWorker(context, made))], giveUp)
  register.notePhase('running')
  await register.written()
  tell('system', 'ready')
  const prepared = await kafka
  // For the next start; nobody waits for it.
  if (prepared !== undefined) void makeArchive(prepared, register.find('kafka')?.process.pid ?? 0)
}

type Launch = (plan: PartPlan) => Promise<void>
type Tell = (part: PartName | 'system', state: string) => void

async function startPostgres(context: SystemContext, launch: Launch, tell: Tell): Promise<void> {
  tell('postgres', 'preparing')
  const prepared = await preparePostgres(context)
  await launch(planPostgres(context, prepared))
  await makeDatabase(context)
}

async function startKafka(
  context: SystemContext,
  issuer: Promise<void>,
  launch: Launch,
  tell: Tell,
): Promise<PreparedKafka> {
  tell('kafka', 'preparing')
  const prepared = await prepareKafka(context, () => tell('kafka', 'fetching jars'))
  const plan = planKafka(context, prepared)
  // It reads the issuer's keys about two thirds into its start, and ends when there are none. Not waiting for
  // the issuer saves half a second; should it be the slower of the two, the broker is started once more.
  await launch(plan).catch(async (error: unknown) => {
    await issuer
    if (context.signal.aborted) throw error
    await launch(plan)
  })
  return prepared
}

async function bootstrap(context: SystemContext, register: PartRegister, tell: Tell): Promise<void> {
  const startedAt = performance.now()
  tell('control-plane', 'starting')
  register.note('control-plane', 'starting')
  await runControlPlane(context, ['bootstrap']).catch(async (error: unknown) => {
    // On a busy machine the broker may lose its place for a moment. What was half made is undone, and
    // bootstrapping again is safe.
    if (context.signal.aborted) throw error
    tell('control-plane', 'trying again')
    await runControlPlane(context, ['bootstrap'])
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
