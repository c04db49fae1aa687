import type { CheckerName } from '../../checkers/registry.ts'
import type { HistoryEvent } from '../../history/history-event.ts'
import type { RowOf, Witnesses } from '../../history/witnesses.ts'
import type { Outcome } from '../../verdict.ts'
import { buildSoundRun, soundOperations, type SoundOperation, type WrittenRun } from '../build-sound-run.ts'

/** What is done to a sound run, and what the checker then says. */
export interface Case {
  readonly checker: CheckerName
  readonly what: string
  readonly change: (run: WrittenRun) => void
  readonly outcome: Outcome
  /** Of a witness or the reason. */
  readonly says: RegExp
}

export const UNREAD = { isRead: false, reason: 'the broker is gone' } as const
export const firstRow = (run: WrittenRun): RowOf<'executions'> => at(run.witnesses.executions.rows, 0)
export const firstEffect = (run: WrittenRun): RowOf<'effects'> => at(run.witnesses.effects.rows, 0)
export function at<Value>(values: readonly Value[], index: number): Value {
  const value = values.at(index)
  if (value === undefined) throw new Error(`There is no element ${index}`)
  return value
}
/** Another kind of run: some of its operations went otherwise. */
export function withFate(fate: SoundOperation['fate'], change: (run: WrittenRun) => void = () => undefined) {
  return (run: WrittenRun): void => {
    const [first, ...others] = soundOperations
    Object.assign(run, buildSoundRun([...(first === undefined ? [] : [{ ...first, fate }]), ...others]))
    change(run)
  }
}
export const setWitness = (name: keyof Witnesses, value: unknown) => (run: WrittenRun) => {
  Object.assign(run.witnesses, { [name]: value })
}
export const observe = (
  status: 'QUEUED' | 'RUNNING' | 'COMPLETE' | 'FAILED' | 'REJECTED',
  attempt: number,
): HistoryEvent => ({
  at: 5000,
  kind: 'observed',
  tenant: 'acme',
  executionId: 'id-0',
  status,
  attempt,
})
export const without = (run: WrittenRun, kind: HistoryEvent['kind']): void => {
  run.history = run.history.filter((event) => event.kind !== kind)
}
/** One tenant's rows all end late, while those of the other go on ending. */
export function starve(run: WrittenRun, lateMs: number): void {
  for (const row of run.witnesses.executions.rows) {
    if (row.tenant === 'acme') row.endedAtEpochMs = (row.endedAtEpochMs ?? 0) + lateMs
    else row.endedAtEpochMs = (row.endedAtEpochMs ?? 0) + lateMs / 2
  }
}
