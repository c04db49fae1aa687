import type { CheckerName } from '../checkers/registry.ts'
import type { WrittenRun } from './build-sound-run.ts'

/** One thing that goes wrong with the accepted operation `at` (of so many that there are). */
export interface Damage {
  readonly what: string
  readonly foundBy: CheckerName
  readonly inflict: (run: WrittenRun, at: number) => void
}

const rowAt = ({ witnesses }: WrittenRun, index: number) => {
  const done = witnesses.executions.rows.filter(({ status }) => status === 'COMPLETE')
  const row = done[index % done.length]
  if (row === undefined) throw new Error('Nothing was done')
  const effect = witnesses.effects.rows.find(({ executionId }) => executionId === row.executionId)
  const message = witnesses.messages.rows.find(({ executionId }) => executionId === row.executionId)
  if (effect === undefined || message === undefined) throw new Error('It left no effect or no message')
  return { row, effect, message }
}
const drop = <Row>(rows: Row[], row: Row): void => void rows.splice(rows.indexOf(row), 1)
const other = (tenant: string): string => (tenant === 'acme' ? 'globex' : 'acme')

export const damages: readonly Damage[] = [
  {
    what: 'a row and its effect dropped',
    foundBy: 'nothing-lost',
    inflict: (run, at) => {
      const { row, effect } = acceptedAtEpochMs(run, at)
      drop(run.witnesses.executions.rows, row)
      drop(run.witnesses.effects.rows, effect)
    },
  },
  {
    what: 'an effect dropped',
    foundBy: 'nothing-lost',
    inflict: (run, at) => {
      const { row, effect } = acceptedAtEpochMs(run, at)
      row.effects = 0
      drop(run.witnesses.effects.rows, effect)
    },
  },
  {
    what: 'an end dropped',
    foundBy: 'nothing-stuck',
    inflict: (run, at) => {
      const { row, effect } = rowAt(run, at)
      Object.assign(row, {
        status: 'QUEUED',
        endedAtEpochMs: null,
        effects: 0,
        attempt: 0,
        startedAtEpochMs: null,
      })
      drop(run.witnesses.effects.rows, effect)
    },
  },
  {
    what: 'a row duplicated',
    foundBy: 'no-duplicate-effects',
    inflict: (run, at) => {
      const { row, effect } = rowAt(run, at)
      run.witnesses.executions.rows.push({ ...row, executionId: 'id-x' })
      run.witnesses.effects.rows.push({ ...effect, executionId: 'id-x' })
    },
  },
  {
    what: 'an effect duplicated',
    foundBy: 'no-duplicate-effects',
    inflict: (run, at) => void run.witnesses.effects.rows.push({ ...rowAt(run, at).effect }),
  },
  {
    what: 'a row and its effect moved to the other tenant',
    foundBy: 'nothing-misplaced',
    inflict: (run, at) => {
      const { row, effect } = rowAt(run, at)
      Object.assign(row, { tenant: other(row.tenant) })
      Object.assign(effect, { tenant: row.tenant })
    },
  },
  {
    what: 'a message moved to the other topic',
    foundBy: 'nothing-misplaced',
    inflict: (run, at) => {
      const { message } = rowAt(run, at)
      message.tenant = other(message.tenant)
    },
  },
  {
    what: 'a row under another marker',
    foundBy: 'no-phantoms',
    inflict: (run, at) => {
      const { row, effect } = rowAt(run, at)
      run.witnesses.executions.rows.push({ ...row, executionId: 'id-x', marker: 'sound-1-abc-x' })
      run.witnesses.effects.rows.push({ ...effect, executionId: 'id-x', marker: 'sound-1-abc-x' })
    },
  },
  {
    what: 'an effect by the attempt before',
    foundBy: 'effects-fenced',
    inflict: (run, at) => void (rowAt(run, at).row.attempt += 1),
  },
  {
    what: 'a refusal that was carried out',
    foundBy: 'nothing-executed-but-refused',
    inflict: (run, at) => {
      const { row } = acceptedAtEpochMs(run, at)
      for (const event of run.history) {
        if ((event.kind === 'answered' || event.kind === 'repeat-answered') && event.op === row.marker)
          Object.assign(event, { outcome: 'refused', executionId: null })
      }
    },
  },
]
/** One whose caller knows that it was accepted: what is only perhaps done may be lost. */
export const acceptedAtEpochMs = (run: WrittenRun, at: number) => {
  const told = new Set(
    run.history.flatMap((event) =>
      event.kind === 'answered' && event.outcome === 'accepted' ? [event.op] : [],
    ),
  )
  for (let index = at; ; index += 1) {
    const found = rowAt(run, index)
    if (told.has(found.row.marker)) return found
  }
}
