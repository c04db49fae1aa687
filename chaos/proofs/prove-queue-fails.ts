import { setTimeout as delay } from 'node:timers/promises'
import { topicOf } from '../../system/contracts/names.ts'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { hintMessage } from '../attacks/topic-messages.ts'
import { checkExecutions } from '../checkers/check-executions.ts'
import { killBroker } from '../faults/kill-broker.ts'
import { withFaults } from '../faults/with-faults.ts'
import { openAdminProbe } from '../probes/kafka-probe.ts'
import { readExecutions, readSettledExecutions } from '../probes/read-executions.ts'
import { startApiSaboteur } from '../saboteurs/start-api-saboteur.ts'
import type { StartedProcess } from '../saboteurs/start-node-process.ts'
import {
  startTraffic,
  submitNote,
  type SubmissionRecord,
  type TrafficOptions,
} from '../workloads/start-traffic.ts'
import { acceptNote, awaitStatus } from './execution-watch.ts'
import { noteTraffic } from './note-traffic.ts'
import { noteAttack, type ProofContext, type Refusal } from './proof-context.ts'

const ACME = parseTenantId('acme')
const GLOBEX = parseTenantId('globex')
/** How long traffic runs before the fault, during it at least, and after it. */
const PHASE_MS = 1500

/** Kills the broker under load of both tenants, realtime and balanced, and counts in the database. */
export async function proveQueueFails(context: ProofContext): Promise<void> {
  // It loads while traffic runs before the fault: during the outage alone it has something to do.
  const careless = startApiSaboteur(context.access, 'api-forgets-to-reject')
  const toBeStopped = careless.catch(() => undefined)
  try {
    await failUnderTraffic(context, careless)
  } finally {
    await (await toBeStopped)?.stop()
  }
}

async function failUnderTraffic(context: ProofContext, careless: Promise<StartedProcess>): Promise<void> {
  const { access, without } = context
  await acceptNote(context, { tenant: ACME, name: 'before', mode: 'realtime' })
  const before = await awaitStatus(context, 'before', 'COMPLETE')
  const apiUrl = without.has('guarded-rejection') ? (await careless).url : access.addresses.apiUrl
  const traffic = startTraffic({ ...trafficOf(context, apiUrl, context.label), everyMs: 50 })
  let downSince = 0
  try {
    await delay(PHASE_MS, undefined, { signal: context.signal })
    await withFaults([killBroker(access.system, access.addresses.clientBroker)], async (evidence) => {
      context.notes.faults.push(...evidence)
      context.onProgress(`kill-broker: ${evidence[0]?.evidence ?? ''}`)
      downSince = performance.now()
      await submitWhileDown(context, apiUrl)
      await showWhatCarelessnessDoes(context, await careless)
    })
    const outageMs = performance.now() - downSince
    context.onProgress('the broker is back')
    await delay(PHASE_MS, undefined, { signal: context.signal })
    const records = await traffic.stop()
    await noteTraffic(context, records)
    requireEnough(context, records, outageMs)
    await sendLateHints(context)
  } finally {
    await traffic.stop()
  }
  await acceptNote(context, { tenant: GLOBEX, name: 'after', mode: 'realtime' })
  const after = await awaitStatus(context, 'after', 'COMPLETE')
  context.notes.controls.push({
    kind: 'positive',
    description: 'realtime before the outage and after it',
    outcome: `${before.status}, ${after.status}`,
    asExpected: before.effects === 1 && after.effects === 1,
  })
}

const trafficOf = (
  context: ProofContext,
  apiUrl: string,
  label: string,
): Omit<TrafficOptions, 'everyMs'> => ({
  apiUrl,
  tenants: [ACME, GLOBEX],
  modes: ['realtime', 'balanced'],
  tokenOf: context.access.tokenOf,
  canaries: context.access.canaries,
  label,
})

/** One request of each mode while the broker is certainly down, looked at closely. */
async function submitWhileDown(context: ProofContext, apiUrl: string): Promise<void> {
  const options = trafficOf(context, apiUrl, context.label)
  const submit = (mode: 'realtime' | 'balanced' | 'eco'): Promise<SubmissionRecord> =>
    submitNote(options, { tenant: ACME, mode, marker: `${context.label}down-${mode}` })
  await noteAttack(
    context,
    {
      attack: 'acme asks for an execution in mode realtime while the broker is dead',
      by: 'api',
      answer: /^HTTP 503 ERR_QUEUE_UNAVAILABLE, effect none, Retry-After \d+$/,
    },
    async (): Promise<Refusal> => {
      const record = await submit('realtime')
      return {
        refusedBy: record.outcome === 'refused' ? 'api' : 'none',
        answer: `HTTP ${record.status} ${record.code ?? ''}, effect ${String(record.effect)}, Retry-After ${record.retryAfter ?? 'absent'}`,
      }
    },
  )
  for (const mode of ['balanced', 'eco'] as const) {
    await noteAttack(
      context,
      {
        attack: `acme asks for an execution in mode ${mode} while the broker is dead`,
        by: 'none',
        answer: /^HTTP 202/,
      },
      async () => {
        const record = await submit(mode)
        return {
          refusedBy: record.outcome === 'accepted' ? 'none' : 'api',
          answer: `HTTP ${record.status}, the intent is in the database`,
        }
      },
    )
  }
}

/** The same refusal by an api that leaves the row as it is: the work is done although it was refused. */
async function showWhatCarelessnessDoes(context: ProofContext, careless: StartedProcess): Promise<void> {
  const label = `${context.label}careless`
  const options = trafficOf(context, careless.url, label)
  const records = [
    await submitNote(options, { tenant: ACME, mode: 'realtime', marker: `${label}-refused` }),
    await submitNote(options, { tenant: ACME, mode: 'balanced', marker: `${label}-accepted` }),
  ]
  const settle = { withinMs: 8000, signal: context.signal }
  const rows = await readSettledExecutions(context.access.admin, [ACME], label, settle)
  const verdict = checkExecutions(records, rows)
  context.notes.controls.push({
    kind: 'negative',
    description: 'an api that answers 503 and leaves the row queued',
    outcome: verdict.outcome === 'violated' ? verdict.witnesses[0].explanation : verdict.outcome,
    asExpected: records[0]?.outcome === 'refused' && verdict.outcome === 'violated',
  })
}

/**
 * Nothing was put to the test unless both were seen: refusals during an outage as long as the other phases,
 * completions around it. A broker that was killed takes longer than that to be let in again, so nobody waits.
 */
function requireEnough(context: ProofContext, records: readonly SubmissionRecord[], outageMs: number): void {
  const refused = records.filter((record) => record.outcome === 'refused').length
  const accepted = records.filter((record) => record.outcome === 'accepted').length
  if (refused < 5 || accepted < 20 || outageMs < PHASE_MS) {
    context.notes.checks.push({
      outcome: 'unknown',
      reason: `Too little happened: ${accepted} accepted, ${refused} refused, ${outageMs.toFixed(0)} ms without a broker`,
    })
  }
}

/** The messages of refused executions turn up after all: they must stay refused. */
async function sendLateHints(context: ProofContext): Promise<void> {
  const { access, label } = context
  const rows = await readExecutions(access.admin, [ACME, GLOBEX], label)
  const refused = rows.filter((row) => row.status === 'REJECTED')
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    for (const tenant of [ACME, GLOBEX]) {
      const own = refused.filter((row) => row.tenant === tenant)
      if (own.length > 0)
        await broker.produce(
          topicOf(tenant),
          own.map((row) => hintMessage(row.executionId)),
        )
    }
  } finally {
    await broker.close()
  }
  await noteAttack(
    context,
    {
      attack: `the messages of ${refused.length} refused executions arrive late`,
      by: 'database',
      answer: /^all of them are still REJECTED$/,
    },
    async () => {
      // Messages of one topic are read in order: when a later one has been worked on, these have been read.
      for (const tenant of [ACME, GLOBEX]) {
        await acceptNote(context, { tenant, name: `behind-late-${tenant}` })
        await awaitStatus(context, `behind-late-${tenant}`, 'COMPLETE')
      }
      const moved = (await readExecutions(access.admin, [ACME, GLOBEX], label)).filter(
        (row) => refused.some((known) => known.executionId === row.executionId) && row.status !== 'REJECTED',
      )
      return moved.length === 0
        ? { refusedBy: 'database', answer: 'all of them are still REJECTED' }
        : { refusedBy: 'none', answer: `${moved.length} of them are ${moved[0]?.status ?? ''}` }
    },
  )
}
