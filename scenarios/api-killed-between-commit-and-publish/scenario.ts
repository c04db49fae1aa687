import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME } from '../../chaos/tenant-option.ts'

/** Short enough to wait for; still longer than publishing and taking back may take. */
const SHORT_START = { EASYFLOW_PUBLISH_LIMIT_MS: '100', EASYFLOW_START_WITHIN_MS: '2300' }

export const scenario: Scenario = {
  name: 'api-killed-between-commit-and-publish',
  title: 'The api dies after the commit and before the message',
  question: 'What if the API crashes after writing to the database but before telling the queue?',
  claim:
    'An execution whose api died between the commit and the message is found by the sweeper and carried out once; a realtime one that could not be begun in time is rejected, without effect.',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'high', availability: 'medium', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME],
    modes: ['balanced'],
    everyMs: 100,
    through: 'genuine',
    acceptedMin: { before: 3, during: 5, after: 3 },
  },
  disturbances: [],
  acts: [
    {
      title: 'an api dies over a realtime request, and no worker is awake until it is overdue',
      disturbances: [
        { fault: 'replace-api', by: 'api-dies-before-publishing', settings: SHORT_START },
        { fault: 'pause-worker' },
      ],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'overdue',
          mode: 'realtime',
          title: 'acme asks for an execution in mode realtime',
          expect: { refusedBy: 'none', answer: /^no answer$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'overdue',
          title: 'the row is committed',
          expect: { refusedBy: 'none', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
      ],
      holdMs: 2300,
    },
    {
      title: 'another one dies over a balanced request, and nobody looks for work without a message',
      disturbances: [
        { fault: 'replace-api', by: 'api-dies-before-publishing' },
        { fault: 'forget-to-sweep', tenant: ACME },
      ],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'unannounced',
          mode: 'balanced',
          title: 'acme asks for an execution in mode balanced',
          expect: { refusedBy: 'none', answer: /^no answer$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'overdue',
          awaits: 'REJECTED',
          title: 'the worker, awake again, settles the realtime one that is overdue',
          expect: { refusedBy: 'none', answer: /^REJECTED, 0 attempts, 0 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'unannounced',
          awaits: 'COMPLETE',
          // A row is left to its message for two seconds.
          withinMs: 2600,
          purpose: 'negative control',
          title: 'without the sweeper the balanced one stands still',
          expect: { refusedBy: 'none', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the sweeper looks again',
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'unannounced',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: 'the balanced one is found and carried out',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
