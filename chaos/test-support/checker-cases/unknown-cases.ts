import type { WrittenRun } from '../build-sound-run.ts'
import { UNREAD, setWitness, without, type Case } from './case.ts'

/** What a checker cannot judge: a witness that was not read, or nothing to look at. */
export const unknownCases: readonly Omit<Case, 'outcome'>[] = [
  ...(
    [
      'nothing-lost',
      'nothing-stuck',
      'nothing-executed-but-refused',
      'no-phantoms',
      'no-duplicate-effects',
      'nothing-misplaced',
      'no-tenant-starved',
      'effects-fenced',
      'started-in-time',
    ] as const
  ).flatMap((checker) => [
    {
      checker,
      what: 'executions that could not be read',
      says: /executions could not be read: the broker is gone/,
      change: setWitness('executions', UNREAD),
    },
    {
      checker,
      what: 'nothing that was accepted',
      says: /No operation was accepted/,
      change: (run: WrittenRun) => {
        without(run, 'answered')
        without(run, 'repeat-answered')
      },
    },
  ]),
  ...(['no-phantoms', 'no-duplicate-effects', 'nothing-misplaced', 'effects-fenced'] as const).map(
    (checker) => ({
      checker,
      what: 'effects that could not be read',
      says: /effects could not be read/,
      change: setWitness('effects', UNREAD),
    }),
  ),
  ...(['nothing-misplaced', 'deliveries-settled'] as const).map((checker) => ({
    checker,
    what: 'messages that could not be read',
    says: /messages could not be read/,
    change: setWitness('messages', UNREAD),
  })),
  {
    checker: 'deliveries-settled',
    what: 'offsets that could not be read',
    says: /offsets could not be read/,
    change: setWitness('offsets', UNREAD),
  },
  {
    checker: 'deliveries-settled',
    what: 'not one message',
    says: /not one message/,
    change: setWitness('messages', { isRead: true, rows: [] }),
  },
  {
    checker: 'no-status-regression',
    what: 'nobody who has looked',
    says: /No owner has looked/,
    change: (run) => without(run, 'observed'),
  },
  {
    checker: 'no-tenant-starved',
    what: 'one tenant alone',
    says: /Fewer than two tenants/,
    change: (run) => {
      run.witnesses.executions.rows = run.witnesses.executions.rows.filter(({ tenant }) => tenant === 'acme')
    },
  },
  {
    checker: 'effects-fenced',
    what: 'not one effect',
    says: /No effect/,
    change: setWitness('effects', { isRead: true, rows: [] }),
  },
  {
    checker: 'started-in-time',
    what: 'no realtime execution',
    says: /No realtime execution/,
    change: (run) => {
      for (const row of run.witnesses.executions.rows) row.mode = 'balanced'
    },
  },
  {
    checker: 'logs-hold-no-secret',
    what: 'a log that could not be read',
    says: /logs could not be read/,
    change: setWitness('logged', UNREAD),
  },
  {
    checker: 'logs-hold-no-secret',
    what: 'not one line',
    says: /Nothing was logged/,
    change: setWitness('logged', { isRead: true, lines: 0, rows: [] }),
  },
  {
    checker: 'catalogue-unchanged',
    what: 'a catalogue that could not be read',
    says: /catalogue could not be read/,
    change: setWitness('catalogue', UNREAD),
  },
  {
    checker: 'faults-took-hold',
    what: 'a fault that left no evidence',
    says: /disable-row-security left no evidence/,
    change: (run) => without(run, 'fault-injected'),
  },
  {
    checker: 'faults-took-hold',
    what: 'a fault that was not healed',
    says: /disable-row-security was not healed/,
    change: (run) => without(run, 'fault-healed'),
  },
  {
    checker: 'enough-happened',
    what: 'too few operations after the act',
    says: /Too little happened/,
    change: (run) => {
      run.history = run.history.filter((event) => event.kind !== 'answered' || event.at < 320)
    },
  },
  {
    checker: 'steady-state-recovered',
    what: 'nobody who looked afterwards',
    says: /was not looked at before and after/,
    change: (run) => {
      run.history = run.history.filter((event) => event.kind !== 'steady-state' || event.moment === 'before')
    },
  },
  {
    checker: 'nothing-leaked',
    what: 'nothing that anybody has seen',
    says: /Nothing was seen/,
    change: () => undefined,
  },
]
