import type { Scenario } from '../../chaos/scenario/scenario.ts'
import { healthySystem } from '../../chaos/steady-state/healthy-system.ts'
import { GLOBEX, INITECH, tenantOption } from '../../chaos/tenant-option.ts'

const uncounted = tenantOption.parse('chaosmore0')
/** Made and measured together: what one alone adds would drown in the noise. */
const counted = ['chaosmore1', 'chaosmore2', 'chaosmore3', 'chaosmore4'].map((name) =>
  tenantOption.parse(name),
)
const [stranger = uncounted] = counted

export const scenario: Scenario = {
  name: 'database-per-tenant',
  title: 'One more tenant, on the shared server and on a server of its own',
  question: 'Why not a database per tenant from day one, with nothing left to isolate?',
  claim:
    'One more tenant on the shared server takes a tenth of the disk and two thirds of the memory of one more server at the most, even of an empty one that nobody uses; and it gets nothing of the others.',
  failureClass: 'economic',
  contributions: { isolation: 'low', durability: 'none', availability: 'none', cost: 'high' },
  steadyState: healthySystem,
  workload: {
    tenants: [INITECH],
    modes: ['balanced'],
    everyMs: 250,
    through: 'genuine',
    acceptedMin: { before: 2, during: 3, after: 2 },
  },
  disturbances: [],
  acts: [
    {
      title: 'more servers',
      attacks: [
        {
          attack: 'measure-servers',
          count: 2,
          alikeWithin: 3,
          purpose: 'negative control',
          title: 'with a server for each, one more costs what the last one did: nothing is saved',
          expect: { refusedBy: 'none', answer: /^2 servers, alike: / },
        },
      ],
    },
    {
      title: 'more tenants on the shared server',
      disturbances: [{ fault: 'add-tenants', tenants: [uncounted, ...counted] }],
      attacks: [
        {
          attack: 'measure-tenants',
          tenants: counted,
          // Nothing is claimed of the time: making a server takes little longer than making a tenant whole.
          atLeast: { diskBytes: 10, memoryBytes: 1.5 },
          title: 'four more tenants on the shared server, beside more servers',
          expect: { refusedBy: 'none', answer: /^one more server is / },
        },
        {
          attack: 'read-known-execution-over-http',
          attacker: stranger,
          victim: INITECH,
          as: 'own',
          title: "a new tenant asks for initech's execution by its id",
          expect: { refusedBy: 'api', answer: /^HTTP 404 ERR_NOT_FOUND$/ },
        },
        {
          attack: 'call-function-on-api-login',
          attacker: stranger,
          victim: GLOBEX,
          as: 'own',
          title: "with free SQL on the api's login, a new tenant calls globex's function with its own token",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
        {
          attack: 'call-function-on-api-login',
          attacker: GLOBEX,
          victim: stranger,
          as: 'own',
          title: "with free SQL on the api's login, globex calls a new tenant's function with its own token",
          expect: { refusedBy: 'database', answer: /^SQLSTATE 28000$/ },
        },
      ],
    },
    {
      title: 'the new tenants are gone',
      attacks: [
        {
          attack: 'start-execution-over-http',
          attacker: GLOBEX,
          victim: GLOBEX,
          as: 'own',
          purpose: 'positive control',
          title: 'globex starts an execution',
          expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
        },
      ],
    },
  ],
  checkers: [
    'attacks-refused',
    'attacks-left-nothing',
    'controls-as-expected',
    'measurements-kept',
    'nothing-leaked',
  ],
  defences: {
    'shared-server': {
      removed: 'every one of the new tenants has a server of its own beside the shared one',
      by: [{ fault: 'add-servers', count: 4 }],
    },
  },
  declared: { outcome: 'holds' },
  isQuick: true,
  budgetMs: 60_000,
}
