import type { Mode } from '../../system/contracts/execution.ts'
import type { RecordedRun } from '../checkers/recorded-run.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { RowOf, Witnesses } from '../history/witnesses.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'

/** One operation of a run in which everything went as it should. */
export interface SoundOperation {
  readonly tenant: 'acme' | 'globex'
  readonly mode: Mode
  /** done, undone: without an answer, and carried out or not. */
  readonly fate: 'accepted' | 'refused' | 'taken back' | 'done' | 'undone'
  readonly isRepeated: boolean
  readonly isWatched: boolean
  readonly attempts: number
}

/** A run as files hold it; tests change it before it is judged. */
export interface WrittenRun {
  scenario: Scenario
  history: HistoryEvent[]
  witnesses: Witnesses & {
    executions: { isRead: true; rows: RowOf<'executions'>[] }
    effects: { isRead: true; rows: RowOf<'effects'>[] }
    messages: { isRead: true; rows: RowOf<'messages'>[] }
    offsets: { isRead: true; rows: RowOf<'offsets'>[] }
  }
}

const LABEL = 'sound-1-abc'
/** When the run began, in milliseconds since the epoch. */
const BEGAN_AT = Date.parse('2026-01-01T00:00:00Z')
/** Between two operations; acts take the middle third of a run. */
const STEP_MS = 20

/** So many of each tenant in each third of the run that enough has happened. */
export const soundOperations: readonly SoundOperation[] = Array.from({ length: 24 }, (_, index) => ({
  tenant: index % 2 === 0 ? 'acme' : 'globex',
  mode: index % 3 === 0 ? 'realtime' : 'balanced',
  fate: 'accepted',
  isRepeated: index % 8 === 0,
  isWatched: index % 4 === 0,
  attempts: 1,
}))

/** Writes down a run in which everything went as it should. */
export function buildSoundRun(operations: readonly SoundOperation[] = soundOperations): WrittenRun {
  const length = operations.length * STEP_MS
  const parts = operations.map((operation, index) => buildOperation(operation, index))
  const history: HistoryEvent[] = [
    {
      at: 0,
      kind: 'run-began',
      scenario: 'sound',
      label: LABEL,
      seed: 1,
      time: new Date(BEGAN_AT).toISOString(),
    },
    steady('before', 0),
    { at: length / 3, kind: 'act-began', act: 'the only one' },
    { at: length / 3, kind: 'fault-intended', id: 1, fault: 'disable-row-security', options: {} },
    { at: length / 3, kind: 'fault-injected', id: 1, evidence: 'it is off' },
    { at: (length * 2) / 3, kind: 'act-ended', act: 'the only one' },
    { at: (length * 2) / 3, kind: 'fault-healed', id: 1 },
    ...parts.flatMap(({ events }) => events),
    steady('after', length + 1000),
    { at: length + 1001, kind: 'run-ended', reason: null },
  ]
  const messages = parts.flatMap(({ message }) => message)
  return {
    scenario: soundScenario,
    history: history.toSorted((one, other) => one.at - other.at),
    witnesses: {
      executions: { isRead: true, rows: parts.flatMap(({ row }) => row) },
      effects: { isRead: true, rows: parts.flatMap(({ effect }) => effect) },
      messages: { isRead: true, rows: messages },
      offsets: {
        isRead: true,
        rows: ['acme', 'globex'].map((tenant) => ({
          tenant,
          committed: messages.length,
          end: messages.length,
        })),
      },
      canaries: { acme: 'canary-acme', globex: 'canary-globex' },
      logged: { isRead: true, lines: 100, rows: [] },
      catalogue: { isRead: true, objects: 200, rows: [] },
    },
  }
}

export const asRecorded = (run: WrittenRun): RecordedRun => run

const steady = (moment: 'before' | 'after', at: number): HistoryEvent => ({
  at,
  kind: 'steady-state',
  moment,
  probe: 'parts-not-ready',
  value: 0,
  unit: 'count',
  isMet: true,
  detail: 'all are ready',
})

interface Parts {
  readonly events: readonly HistoryEvent[]
  readonly row: readonly RowOf<'executions'>[]
  readonly effect: readonly RowOf<'effects'>[]
  readonly message: readonly RowOf<'messages'>[]
}

function buildOperation(operation: SoundOperation, index: number): Parts {
  const { tenant, mode, fate } = operation
  const op = `${LABEL}-${tenant}-${index}`
  const executionId = `id-${index}`
  const at = index * STEP_MS
  const events: HistoryEvent[] = [{ at, kind: 'invoked', op, tenant, mode, workflow: 'record-note' }]
  const outcome = { accepted: 'accepted', refused: 'refused', 'taken back': 'refused' } as const
  if (fate !== 'done' && fate !== 'undone')
    events.push(...answers(operation, { op, executionId, at, outcome: outcome[fate] }))
  const hasRow = fate === 'accepted' || fate === 'done' || fate === 'taken back'
  const isDone = fate === 'accepted' || fate === 'done'
  return {
    events,
    row: hasRow ? [buildRow(operation, { op, executionId, at })] : [],
    effect: isDone ? [buildEffect(operation, { op, executionId })] : [],
    message: isDone ? [{ tenant, partition: 0, offset: index, executionId }] : [],
  }
}

function answers(
  { tenant, isRepeated, isWatched, attempts }: SoundOperation,
  to: {
    readonly op: string
    readonly executionId: string
    readonly at: number
    readonly outcome: 'accepted' | 'refused'
  },
): readonly HistoryEvent[] {
  const { op, at, outcome } = to
  const isAccepted = outcome === 'accepted'
  const executionId = isAccepted ? to.executionId : null
  const answer = { op, outcome, status: isAccepted ? 202 : 503, code: null, executionId, elapsedMs: 4 }
  const events: HistoryEvent[] = [{ at: at + 4, kind: 'answered', ...answer }]
  if (isRepeated) {
    events.push({ at: at + 5, kind: 'repeat-sent', op }, { at: at + 9, kind: 'repeat-answered', ...answer })
  }
  if (isWatched && executionId !== null) {
    const look = { kind: 'observed', tenant, executionId } as const
    events.push({ at: at + 4.5, ...look, status: 'QUEUED', attempt: 0 })
    events.push({ at: at + 8, ...look, status: 'COMPLETE', attempt: attempts })
  }
  return events
}

function buildRow(
  { tenant, mode, fate, attempts }: SoundOperation,
  { op, executionId, at }: { readonly op: string; readonly executionId: string; readonly at: number },
): RowOf<'executions'> {
  const isDone = fate !== 'taken back'
  const acceptedAtEpochMs = BEGAN_AT + at + 1
  return {
    tenant,
    labelled: tenant,
    executionId,
    marker: op,
    status: isDone ? 'COMPLETE' : 'REJECTED',
    mode,
    attempt: isDone ? attempts : 0,
    effects: isDone ? 1 : 0,
    leasesLost: 0,
    canaryOf: tenant,
    acceptedAtEpochMs,
    startByEpochMs: mode === 'realtime' ? acceptedAtEpochMs + 5000 : null,
    startedAtEpochMs: isDone ? acceptedAtEpochMs + 2 : null,
    endedAtEpochMs: acceptedAtEpochMs + 5,
  }
}

const buildEffect = (
  { tenant, attempts }: SoundOperation,
  { op, executionId }: { readonly op: string; readonly executionId: string },
): RowOf<'effects'> => ({
  tenant,
  labelled: tenant,
  executionId,
  stepIndex: 0,
  marker: op,
  canaryOf: tenant,
  isLastStep: true,
  attempt: attempts,
})

const soundScenario: Scenario = {
  name: 'sound',
  title: 'All is as it should be',
  question: 'What if nothing happens?',
  claim: 'Nothing happens',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'none', availability: 'none', cost: 'none' },
  steadyState: [{ probe: 'parts-not-ready', atMost: 0 }],
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 20,
    through: 'genuine',
    acceptedMin: { before: 2, during: 2, after: 2 },
  },
  disturbances: [{ fault: 'disable-row-security', tenant: GLOBEX }],
  acts: [{ title: 'the only one' }],
  checkers: ['executions-accounted-for'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 10_000,
}
