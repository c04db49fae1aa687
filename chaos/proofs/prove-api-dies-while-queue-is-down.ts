import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { checkExecutions } from '../checkers/check-executions.ts'
import { killBroker } from '../faults/kill-broker.ts'
import { pauseWorker } from '../faults/pause-worker.ts'
import { withFaults } from '../faults/with-faults.ts'
import { readExecutions, type WitnessedExecution } from '../probes/read-executions.ts'
import { startApiSaboteur } from '../saboteurs/start-api-saboteur.ts'
import type { StartedProcess } from '../saboteurs/start-node-process.ts'
import { startWorker } from '../saboteurs/start-worker.ts'
import { waitFor } from '../wait-for.ts'
import { submitNote, type SubmissionRecord } from '../workloads/start-traffic.ts'
import { acceptNote, awaitStatus } from './execution-watch.ts'
import { noteAttack, type ProofContext, type Refusal } from './proof-context.ts'

const ACME = parseTenantId('acme')
const MODES = ['realtime', 'balanced'] as const
type DyingMode = (typeof MODES)[number]
/** Short enough to wait for; still longer than publishing and taking back may take. */
const SETTINGS = { EASYFLOW_PUBLISH_LIMIT_MS: '100', EASYFLOW_START_WITHIN_MS: '2300' }

/**
 * With the broker dead, an api dies between its commit and the publish: two rows that nobody has announced
 * and nobody will take back.
 */
export async function proveApiDiesWhileQueueIsDown(context: ProofContext): Promise<void> {
  const { access } = context
  const [unsweeping, ...apis] = await Promise.all([
    startWorker(access, { kind: 'worker-never-sweeps', tenants: access.tenants }),
    ...MODES.map(() => startApiSaboteur(access, 'api-dies-before-publishing', SETTINGS)),
  ])
  try {
    await withFaults([killBroker(access.system, access.addresses.clientBroker)], async (evidence) => {
      context.notes.faults.push(...evidence)
      context.onProgress(`kill-broker: ${evidence[0]?.evidence ?? ''}`)
      await leaveRowsAlone(context, apis)
    })
  } finally {
    await Promise.all([unsweeping, ...apis].map((one) => one.stop()))
  }
  await acceptNote(context, { tenant: ACME, name: 'after', mode: 'realtime' })
  const after = await awaitStatus(context, 'after', 'COMPLETE')
  context.notes.controls.push({
    kind: 'positive',
    description: 'with the broker back, acme runs a realtime execution',
    outcome: `${after.status}, ${after.effects} effect`,
    asExpected: after.effects === 1,
  })
}

async function leaveRowsAlone(context: ProofContext, apis: readonly StartedProcess[]): Promise<void> {
  const { access, without, signal, notes } = context
  const pause = pauseWorker(access.system, signal)
  // The checker judges nothing unless something was accepted: this one was, and the worker is awake for it.
  const before = await submit(context, access.addresses.apiUrl, 'balanced', 'before')
  await waitFor('the note from before to be complete', signal, async () =>
    (await readRows(context)).some(({ status }) => status === 'COMPLETE'),
  )
  let records: readonly SubmissionRecord[] = []
  await withFaults([pause], async (evidence) => {
    notes.faults.push(...evidence)
    records = [before, ...(await submitToDying(context, apis))]
    await waitUntilOverdue(context)
    // Only the worker that never sweeps is awake now.
    noteThatRowsStand(context, await readDying(context))
    if (without.has('sweeper')) await judge(context, records)
  })
  if (without.has('sweeper')) return
  context.onProgress('the worker that sweeps is awake; the broker is still dead, and so is that api')
  await judge(context, records)
}

/** One request to each api, which is never answered. */
async function submitToDying(
  context: ProofContext,
  apis: readonly StartedProcess[],
): Promise<readonly SubmissionRecord[]> {
  const { notes, signal } = context
  const records = await Promise.all(
    MODES.map((mode, index) => submit(context, apis[index]?.url ?? '', mode, mode)),
  )
  await waitFor('both apis to be dead', signal, () => Promise.resolve(apis.every((api) => api.hasEnded())))
  const rows = await readDying(context)
  notes.faults.push({
    fault: 'api-dies-before-publishing',
    evidence:
      rows.length === MODES.length
        ? `${apis.length} apis are gone without an answer, and ${rows.length} rows are committed that no message speaks for`
        : '',
  })
  return records
}

async function waitUntilOverdue(context: ProofContext): Promise<void> {
  const { access, signal } = context
  await waitFor('the realtime row to be overdue', signal, async () => {
    const [row] = await access.admin.rows(
      `select count(*)::int as overdue from tenant_acme.workflow_executions
       where input ->> 'marker' = $1 and start_by < clock_timestamp()`,
      [`${labelOf(context)}-realtime`],
    )
    return row?.['overdue'] === 1
  })
}

function noteThatRowsStand({ notes }: ProofContext, rows: readonly WitnessedExecution[]): void {
  notes.controls.push({
    kind: 'negative',
    description: 'with a worker that never sweeps, both rows stand there, though one is overdue',
    outcome: rows.map(({ status }) => status).join(', '),
    asExpected: rows.length === MODES.length && rows.every(({ status }) => status === 'QUEUED'),
  })
}

/** What became of the two rows while the broker was still dead. */
async function judge(context: ProofContext, records: readonly SubmissionRecord[]): Promise<void> {
  const expected = {
    realtime: { ends: 'REJECTED', says: 'is overdue', effects: 0 },
    balanced: { ends: 'COMPLETE', says: 'has no message', effects: 1 },
  } as const
  for (const mode of MODES) {
    const { ends, says, effects } = expected[mode]
    await noteAttack(
      context,
      {
        attack: `acme's ${mode} execution ${says}, its api and the broker are dead`,
        by: 'worker',
        answer: new RegExp(`^${ends}, ${effects} effects$`),
      },
      () => awaitEnd(context, mode),
    )
  }
  const rows = await readRows(context)
  context.notes.checks.push(checkExecutions(records, rows))
}

async function awaitEnd(context: ProofContext, mode: DyingMode): Promise<Refusal> {
  let row: WitnessedExecution | undefined
  await waitFor(
    `acme's ${mode} row to end`,
    context.signal,
    async () => {
      row = (await readRows(context)).find(({ marker }) => marker.endsWith(mode))
      return row !== undefined && row.status !== 'QUEUED' && row.status !== 'RUNNING'
    },
    3000,
    // Still standing is what this is about: an answer, not a failure of the harness.
  ).catch(() => context.signal.throwIfAborted())
  const status = row?.status ?? 'not there'
  return {
    refusedBy: status === 'QUEUED' ? 'none' : 'worker',
    answer: `${status}, ${row?.effects ?? 0} effects`,
  }
}

function submit(
  { access, label }: ProofContext,
  apiUrl: string,
  mode: DyingMode,
  name: string,
): Promise<SubmissionRecord> {
  return submitNote(
    { apiUrl, tokenOf: access.tokenOf, canaries: access.canaries },
    { tenant: ACME, mode, marker: `${label}dying-${name}` },
  )
}

const labelOf = ({ label }: ProofContext): string => `${label}dying`
const readRows = (context: ProofContext): Promise<readonly WitnessedExecution[]> =>
  readExecutions(context.access.admin, context.access.tenants, labelOf(context))
/** The rows of the apis that died. */
const readDying = async (context: ProofContext): Promise<readonly WitnessedExecution[]> =>
  (await readRows(context)).filter(({ marker }) => !marker.endsWith('-before'))
