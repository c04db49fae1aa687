import { at, firstEffect, firstRow, observe, setWitness, starve, type Case } from './case.ts'

/** What goes wrong otherwise: in the wrong place, back in time, too late, in a log, not put up again. */
export const otherCases: readonly Omit<Case, 'outcome'>[] = [
  {
    checker: 'deliveries-settled',
    what: 'a group that has not read on',
    says: /^not settled: the group of acme has read to offset 20 of 24/,
    change: (run) => void (at(run.witnesses.offsets.rows, 0).committed = 20),
  },
  {
    checker: 'deliveries-settled',
    what: 'a group beyond the end',
    says: /committed 30, beyond the end 24/,
    change: (run) => void (at(run.witnesses.offsets.rows, 0).committed = 30),
  },
  {
    checker: 'nothing-misplaced',
    what: 'a row in a foreign schema',
    says: /globex's row id-0 was asked for by acme/,
    change: (run) => void Object.assign(firstRow(run), { tenant: 'globex' }),
  },
  {
    checker: 'nothing-misplaced',
    what: 'a row under a foreign label',
    says: /acme's row id-0 is labelled globex/,
    change: (run) => void (firstRow(run).labelled = 'globex'),
  },
  {
    checker: 'nothing-misplaced',
    what: 'a row with a foreign canary',
    says: /carries the canary of globex/,
    change: (run) => void (firstRow(run).canaryOf = 'globex'),
  },
  {
    checker: 'nothing-misplaced',
    what: 'an effect with a foreign canary',
    says: /acme's effect of id-0, step 0 carries the canary of globex/,
    change: (run) => void (firstEffect(run).canaryOf = 'globex'),
  },
  {
    checker: 'nothing-misplaced',
    what: 'a message on a foreign topic',
    says: /offset 0 of globex's topic, partition 0, names acme's id-0/,
    change: (run) => void (at(run.witnesses.messages.rows, 0).tenant = 'globex'),
  },
  {
    checker: 'no-status-regression',
    what: 'complete, then queued',
    says: /^status went back: acme's id-0 was COMPLETE .* and then QUEUED/,
    change: (run) => void run.history.push(observe('QUEUED', 1)),
  },
  {
    checker: 'no-status-regression',
    what: 'complete, then failed',
    says: /COMPLETE .* then FAILED/,
    change: (run) => void run.history.push(observe('FAILED', 1)),
  },
  {
    checker: 'no-status-regression',
    what: 'an attempt that falls',
    says: /attempt 1, .*attempt 0/,
    change: (run) => void run.history.push(observe('COMPLETE', 0)),
  },
  {
    checker: 'no-tenant-starved',
    what: 'one tenant waits while the other is served',
    says: /^starved: acme waited 1\d{4} ms .* while 12 executions of others did/,
    change: (run) => starve(run, 12_000),
  },
  {
    checker: 'no-tenant-starved',
    what: 'all that one tenant gets is to be rejected',
    says: /^starved: acme waited 1\d{4} ms /,
    change: (run) => {
      starve(run, 12_000)
      run.witnesses.executions.rows.push({
        ...firstRow(run),
        status: 'REJECTED',
        endedAtEpochMs: firstRow(run).acceptedAtEpochMs + 4000,
      })
    },
  },
  {
    checker: 'no-tenant-starved',
    what: 'all that is carried out of one tenant an attack has carried out itself',
    says: /^starved: acme waited 1\d{4} ms /,
    change: (run) => {
      starve(run, 12_000)
      const endedAtEpochMs = firstRow(run).acceptedAtEpochMs + 4000
      run.witnesses.executions.rows.push({ ...firstRow(run), marker: 'sound-1-abc-attack', endedAtEpochMs })
    },
  },
  {
    checker: 'effects-fenced',
    what: 'an effect of an attempt that was replaced',
    says: /by attempt 1, which attempt 2 had replaced/,
    change: (run) => void (firstRow(run).attempt = 2),
  },
  {
    checker: 'effects-fenced',
    what: 'an effect of an attempt that there never was',
    says: /by attempt 3 of 1/,
    change: (run) => void (firstEffect(run).attempt = 3),
  },
  {
    checker: 'effects-fenced',
    what: 'an effect without its step',
    says: /no such step is done/,
    change: (run) => void (firstEffect(run).attempt = null),
  },
  {
    checker: 'effects-fenced',
    what: 'an effect of what nobody has claimed',
    says: /without an attempt/,
    change: (run) => void (firstRow(run).attempt = 0),
  },
  {
    checker: 'effects-fenced',
    what: 'a lease that was lost before it was over',
    says: /lost 1 leases of at least 300 ms within 3 ms/,
    change: (run) => void (firstRow(run).leasesLost = 1),
  },
  {
    checker: 'started-in-time',
    what: 'a realtime execution that began too late',
    says: /^started late: acme's id-0, by 2 ms/,
    change: (run) => void (firstRow(run).startByEpochMs = firstRow(run).acceptedAtEpochMs),
  },
  {
    checker: 'logs-hold-no-secret',
    what: 'a canary in a log',
    says: /a canary in api.log/,
    change: setWitness('logged', {
      isRead: true,
      lines: 5,
      rows: [{ explanation: 'logged: a canary in api.log, line 3' }],
    }),
  },
  {
    checker: 'catalogue-unchanged',
    what: 'a wall that was not put up again',
    says: /^catalogue changed: table t was forced and is open/,
    change: setWitness('catalogue', {
      isRead: true,
      objects: 9,
      rows: [{ object: 'table t', before: 'forced', after: 'open' }],
    }),
  },
  {
    checker: 'steady-state-recovered',
    what: 'a probe that is not met again',
    says: /^not recovered: parts-not-ready/,
    change: (run) => {
      for (const event of run.history)
        if (event.kind === 'steady-state' && event.moment === 'after') event.isMet = false
    },
  },
  {
    checker: 'nothing-leaked',
    what: "another tenant's canary in an answer",
    says: /acme saw the canary of globex/,
    change: (run) =>
      void run.history.push({
        at: 5,
        kind: 'seen',
        by: 'acme',
        where: 'GET /executions',
        text: 'canary-globex',
        isControl: false,
      }),
  },
]
