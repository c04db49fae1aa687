import { at, firstRow, observe, withFate, without, type Case } from './case.ts'

/** What looks wrong and is allowed. */
export const holdingCases: readonly Omit<Case, 'outcome'>[] = [
  { checker: 'nothing-lost', what: 'no answer, and not done', says: /^$/, change: withFate('undone') },
  { checker: 'nothing-lost', what: 'no answer, and done', says: /^$/, change: withFate('done') },
  {
    checker: 'nothing-lost',
    what: 'realtime that nobody could start in time',
    says: /^1 realtime executions could not start in time/,
    change: (run) => {
      const row = firstRow(run)
      Object.assign(row, {
        status: 'REJECTED',
        startedAtEpochMs: null,
        endedAtEpochMs: (row.startByEpochMs ?? 0) + 9,
        effects: 0,
        attempt: 0,
      })
    },
  },
  {
    checker: 'nothing-executed-but-refused',
    what: 'no answer, and done: perhaps is not refused',
    says: /^$/,
    change: withFate('done'),
  },
  {
    checker: 'nothing-executed-but-refused',
    what: 'refused and taken back',
    says: /^$/,
    change: withFate('taken back'),
  },
  {
    checker: 'executions-accounted-for',
    what: 'refused first, and accepted when it was sent again with the same key',
    says: /^$/,
    change: (run) => {
      const first = run.history.find(({ kind }) => kind === 'answered')
      Object.assign(first ?? {}, { outcome: 'refused', executionId: null })
    },
  },
  {
    checker: 'no-phantoms',
    what: 'a row that an attack has asked for',
    says: /^$/,
    change: (run) => {
      run.history.push({
        at: 300,
        kind: 'asked',
        tenant: 'acme',
        marker: 'sound-1-abc-attack',
        outcome: 'accepted',
      })
      run.witnesses.executions.rows.push({
        ...firstRow(run),
        executionId: 'id-a',
        marker: 'sound-1-abc-attack',
      })
    },
  },
  {
    checker: 'no-duplicate-effects',
    what: 'repeats with one key',
    says: /^3 operations were sent twice/,
    change: () => undefined,
  },
  {
    checker: 'deliveries-settled',
    what: 'a message delivered twice: counted, allowed',
    says: /^25 messages for 24 executions, 1 of them repeated/,
    change: (run) =>
      void run.witnesses.messages.rows.push({ ...at(run.witnesses.messages.rows, 0), offset: 99 }),
  },
  {
    checker: 'nothing-misplaced',
    what: 'a message that an attack has planted',
    says: /^$/,
    change: (run) => {
      run.history.push({ at: 300, kind: 'planted', tenant: 'globex', executionId: 'id-0' })
      run.witnesses.messages.rows.push({
        ...at(run.witnesses.messages.rows, 0),
        tenant: 'globex',
        offset: 99,
      })
    },
  },
  {
    checker: 'no-status-regression',
    what: 'rejected, and brought back by a repeat with the same key',
    says: /^$/,
    change: (run) => {
      without(run, 'observed')
      run.history.push(observe('REJECTED', 0), observe('QUEUED', 0), observe('COMPLETE', 1))
    },
  },
  {
    checker: 'no-tenant-starved',
    what: 'all wait alike',
    says: /allowed 5000 ms/,
    change: (run) => {
      for (const row of run.witnesses.executions.rows) row.endedAtEpochMs = (row.endedAtEpochMs ?? 0) + 20_000
    },
  },
  {
    checker: 'no-tenant-starved',
    what: 'nobody is served for long, and then one is 4 s after the others',
    says: /allowed 5000 ms/,
    change: (run) => {
      for (const row of run.witnesses.executions.rows)
        row.endedAtEpochMs = (row.endedAtEpochMs ?? 0) + (row.tenant === 'acme' ? 20_000 : 16_000)
    },
  },
  {
    checker: 'effects-fenced',
    what: 'a lease that was lost when it was over',
    says: /^$/,
    change: (run) =>
      void Object.assign(firstRow(run), {
        leasesLost: 1,
        endedAtEpochMs: firstRow(run).acceptedAtEpochMs + 700,
      }),
  },
]
