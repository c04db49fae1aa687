import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { ACME, GLOBEX } from '../../chaos/tenant-option.ts'

const acmeItself = { attacker: ACME, victim: GLOBEX, as: 'own' } as const

export const scenario: Scenario = {
  name: 'api-cache-keyed-without-tenant',
  title: 'The API caches answers and forgets the tenant in the key',
  question: 'What if your API caches what one tenant read and gives it to the next who asks?',
  claim:
    "Nothing below the api can see it: the read was globex's, with globex's token. acme is given globex's answer. What finds it is the search for canaries in every byte that a tenant was sent.",
  failureClass: 'security',
  contributions: { isolation: 'high', durability: 'none', availability: 'none', cost: 'none' },
  steadyState: healthySystem,
  workload: {
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 50,
    through: 'stage',
    acceptedMin: { before: 3, during: 3, after: 3 },
  },
  disturbances: [{ fault: 'replace-api', by: 'api-caches-without-tenant' }],
  acts: [
    {
      title: 'globex reads, then acme asks for the same address',
      attacks: [
        {
          attack: 'read-executions-over-http',
          attacker: GLOBEX,
          victim: GLOBEX,
          as: 'own',
          purpose: 'positive control',
          title: 'globex reads its own executions',
          expect: { refusedBy: 'none', answer: /^HTTP 200$/, discloses: GLOBEX },
        },
        {
          attack: 'read-executions-over-http',
          ...acmeItself,
          title: 'acme asks for its own executions, with its own token, at the same address',
          expect: { refusedBy: 'none', answer: /^HTTP 200$/, discloses: GLOBEX },
        },
        {
          attack: 'read-executions-over-http',
          ...acmeItself,
          purpose: 'negative control',
          title: "and once more: whoever asks there is given globex's answer",
          expect: { refusedBy: 'none', answer: /^HTTP 200$/, discloses: GLOBEX },
        },
        {
          attack: 'start-execution-over-http',
          attacker: ACME,
          victim: ACME,
          as: 'own',
          title: 'acme starts an execution, which is its own: the bug is one of reading',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/, leaves: ACME },
        },
      ],
    },
  ],
  checkers: [
    'attacks-refused',
    'attacks-left-nothing',
    'controls-as-expected',
    'nothing-leaked',
    'executions-accounted-for',
  ],
  declared: {
    outcome: 'violated',
    foundBy: [
      {
        checker: 'nothing-leaked',
        says: /^leaked: acme saw the canary of globex in acme asks for its own executions/,
      },
    ],
  },
  isQuick: false,
  budgetMs: 60_000,
}
