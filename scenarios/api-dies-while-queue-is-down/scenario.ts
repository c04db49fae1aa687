import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME } from '../../chaos/tenant-option.ts'

/** Short enough to wait for; still longer than publishing and taking back may take. */
const SHORT_START = { EASYFLOW_PUBLISH_LIMIT_MS: '100', EASYFLOW_START_WITHIN_MS: '2300' }

export const scenario: Scenario = {
  name: 'api-dies-while-queue-is-down',
  title: 'The api dies before the message, while the broker is dead',
  question: 'And if the API dies between its commit and the publish, while the broker is down?',
  claim:
    'A row that nobody has announced is settled by the sweeper alone: an overdue realtime execution is rejected and never run, any other is run once, with the broker and that api both dead.',
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
  disturbances: [{ fault: 'kill-broker' }],
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
          awaits: 'REJECTED',
          // It is overdue after 2.3 s.
          withinMs: 2600,
          purpose: 'negative control',
          title: 'with no worker awake the row stands there, overdue',
          expect: { refusedBy: 'none', answer: /^QUEUED, 0 attempts, 0 effects$/ },
        },
      ],
    },
    {
      title: 'the worker is awake; another api dies over a balanced request',
      disturbances: [{ fault: 'replace-api', by: 'api-dies-before-publishing' }],
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
          withinMs: 8000,
          title: 'the sweeper rejects the realtime one that is overdue, with broker and api dead',
          expect: { refusedBy: 'none', answer: /^REJECTED, 0 attempts, 0 effects$/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'unannounced',
          awaits: 'COMPLETE',
          withinMs: 8000,
          title: 'the sweeper finds the balanced one and carries it out, with broker and api dead',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'the broker is back',
      heals: ['kill-broker'],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'after',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme asks for an execution as ever',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  defences: {
    sweeper: {
      removed: 'what carries out executions that no message speaks for',
      by: [{ fault: 'forget-to-sweep', tenant: ACME }],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 110_000,
}
