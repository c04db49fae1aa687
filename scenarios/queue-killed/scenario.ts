import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const carelessApi = { fault: 'replace-api', by: 'api-forgets-to-reject' } as const

export const scenario: Scenario = {
  name: 'queue-killed',
  title: 'The broker is killed under load',
  question: 'What happens to requests when Kafka goes down?',
  claim:
    'While the broker is dead, realtime requests are refused with 503 and never carried out, balanced and eco ones are accepted, and everything accepted is complete afterwards, once.',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'high', availability: 'high', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 60,
    through: 'genuine',
    acceptedMin: { before: 5, during: 10, after: 5 },
  },
  disturbances: [{ fault: 'kill-broker' }],
  acts: [
    {
      title: 'the broker is dead',
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'realtime',
          mode: 'realtime',
          title: 'acme asks for an execution in mode realtime while the broker is dead',
          expect: {
            refusedBy: 'api',
            answer: /^HTTP 503 ERR_QUEUE_UNAVAILABLE, effect none, Retry-After \d+$/,
          },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'balanced',
          mode: 'balanced',
          purpose: 'positive control',
          title: 'acme asks for one in mode balanced: the intent is in the database',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'eco',
          mode: 'eco',
          purpose: 'positive control',
          title: 'acme asks for one in mode eco: the intent is in the database',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
    {
      title: 'the same, at an api that answers 503 and leaves the row as it is',
      disturbances: [carelessApi],
      attacks: [
        {
          attack: 'submit-executions',
          tenant: ACME,
          name: 'careless',
          isControl: true,
          mode: 'realtime',
          purpose: 'negative control',
          title: 'a careless api refuses a realtime request as well',
          expect: { refusedBy: 'api', answer: /^HTTP 503 ERR_QUEUE_UNAVAILABLE, effect none/ },
        },
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'careless',
          isControl: true,
          awaits: 'COMPLETE',
          purpose: 'negative control',
          title: 'what the careless api refused is carried out',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'the broker is back',
      heals: ['kill-broker'],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'balanced',
          awaits: 'COMPLETE',
          purpose: 'positive control',
          title: 'what was accepted in mode balanced is complete',
          expect: { refusedBy: 'none', answer: /^COMPLETE, 1 attempts, 1 effects$/ },
        },
      ],
    },
    {
      title: 'the messages of all refused executions turn up after all',
      disturbances: [{ fault: 'inject-messages', on: ACME, messages: { are: 'late' } }],
      attacks: [
        {
          attack: 'look-at-executions',
          tenant: ACME,
          name: 'realtime',
          title: 'the late message of a refused execution does not run it',
          // Once the api's breaker is open it refuses before there is a row.
          expect: { refusedBy: 'none', answer: /^(REJECTED, 0 attempts, 0 effects|not there)$/ },
        },
      ],
    },
  ],
  checkers: ['attacks-refused', 'controls-as-expected'],
  defences: {
    'guarded-rejection': {
      removed: 'what takes the row back before a request is refused',
      by: [carelessApi],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 110_000,
}
