import type { PlannedAttack, Scenario } from '../scenario/scenario.ts'
import { ACME, GLOBEX, INITECH } from '../tenant-option.ts'
import type { Mutant } from './mutant.ts'

/** What may happen without anybody lying: a bystander without row security, whom nobody asks for anything. */
const harmless = { fault: 'disable-row-security', tenant: INITECH } as const

const ownRead = { attack: 'read-executions-over-http', as: 'own' } as const

const startsItsOwn = (tenant: typeof ACME): PlannedAttack => ({
  attack: 'start-execution-over-http',
  attacker: tenant,
  victim: tenant,
  as: 'own',
  title: `${tenant} starts an execution of its own`,
  expect: { refusedBy: 'none', answer: /^HTTP 202$/ },
})

const traffic: readonly PlannedAttack[] = [
  {
    ...ownRead,
    attacker: GLOBEX,
    victim: GLOBEX,
    title: 'globex reads its executions',
    expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
  },
  {
    ...ownRead,
    attacker: ACME,
    victim: ACME,
    title: 'acme reads its executions in the same words',
    expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
  },
  {
    ...ownRead,
    as: 'header',
    attacker: ACME,
    victim: GLOBEX,
    title: 'acme reads with X-Tenant-ID: globex, which means nothing: its own are shown',
    expect: { refusedBy: 'none', answer: /^HTTP 200$/ },
  },
  {
    attack: 'write-after-lease',
    tenant: GLOBEX,
    title: 'a worker goes on with an attempt that another has replaced',
    expect: { refusedBy: 'database', answer: /^nothing was let through$/ },
  },
  {
    attack: 'start-too-late',
    tenant: GLOBEX,
    title: 'a worker claims a realtime execution whose time is over',
    expect: { refusedBy: 'database', answer: /^nothing to claim$/ },
  },
]

const walls: readonly PlannedAttack[] = [
  {
    attack: 'read-as-table-owner',
    tenant: GLOBEX,
    title: "the owner of globex's tables reads them",
    expect: { refusedBy: 'database', answer: /^(0 rows|SQLSTATE 28000)$/ },
  },
  {
    attack: 'ask-audit',
    about: INITECH,
    title: 'the audit is asked while row security is off on the tables of initech',
    expect: { refusedBy: 'none', answer: /^([a-z_]+, )*row_security_not_forced/ },
  },
]

const base: Omit<Scenario, 'name' | 'title' | 'acts' | 'disturbances'> = {
  question: 'What if the system lies?',
  claim: 'Nobody lies, and every checker says so',
  failureClass: 'throughput',
  contributions: { isolation: 'none', durability: 'none', availability: 'none', cost: 'none' },
  // Not parts-not-ready: a mutant of the worker has the place of the system's own.
  steadyState: [{ probe: 'realtime-execution-ms', atMost: 8000 }],
  workload: {
    tenants: [ACME, GLOBEX],
    modes: ['realtime', 'balanced'],
    everyMs: 40,
    through: 'stage',
    acceptedMin: { before: 4, during: 4, after: 4 },
  },
  checkers: ['attacks-refused', 'nothing-leaked'],
  declared: { outcome: 'holds' },
  isQuick: false,
  budgetMs: 120_000,
}

/** The scenarios in which mutants lie. Without a lie each of them holds. */
export const baseScenarios: Readonly<Record<Mutant['scenario'], Scenario>> = {
  'plain-traffic': {
    ...base,
    name: 'plain-traffic',
    title: 'Two tenants work, and nothing is broken that they need',
    disturbances: [harmless],
    acts: [
      {
        title: 'they start and read, and a worker is late',
        attacks: [startsItsOwn(ACME), startsItsOwn(GLOBEX), ...traffic],
        holdMs: 600,
      },
    ],
  },
  'lost-hints': {
    ...base,
    name: 'lost-hints',
    title: 'Two tenants work while every third hint is lost on its way to the queue',
    workload: { ...base.workload, modes: ['balanced'] },
    disturbances: [{ fault: 'replace-api', by: 'api-loses-hints' }],
    acts: [
      {
        title: 'hints are lost, and rows are found without them',
        attacks: traffic.slice(0, 1),
        holdMs: 1000,
      },
    ],
  },
  'looked-at-walls': {
    ...base,
    name: 'looked-at-walls',
    title: 'Two tenants work while the walls are looked at',
    disturbances: [harmless],
    acts: [{ title: 'the owner of the tables reads, and the audit is asked', attacks: walls }],
  },
}
