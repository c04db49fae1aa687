import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { modes } from '../../system/contracts/execution.ts'
import { attackNamed } from '../attacks/registry.ts'
import { coreCheckers } from '../checkers/core-checkers.ts'
import { checkers } from '../checkers/registry.ts'
import { faultNamed } from '../faults/registry.ts'
import { steadyStateProbes } from '../steady-state/registry.ts'
import { tenantOption } from '../tenant-option.ts'
import type { PlannedAttack, Scenario } from './scenario.ts'

const SCENARIOS = join(import.meta.dirname, '../../scenarios')
const BUDGET_MAX_MS = 120_000

const text = z.string().min(8)
const level = z.enum(['none', 'low', 'medium', 'high'])
const count = z.int().nonnegative()
const checkerName = z.enum(Object.keys(checkers) as [string, ...string[]])
const named = (key: string) => z.looseObject({ [key]: z.string() })
const answer = z.strictObject({
  refusedBy: z.enum(['api', 'broker', 'worker', 'database', 'none']),
  answer: z.instanceof(RegExp),
  discloses: tenantOption.optional(),
  leaves: tenantOption.optional(),
})
const withinMs = z.number().positive()
const naming = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('audit'),
    lint: z.string(),
    tenant: tenantOption,
    objects: z.union([z.literal('every table'), z.array(z.string().min(3)).min(1)]),
    leaks: z.literal(true).optional(),
    withinMs,
  }),
  z.strictObject({ by: z.literal('keys'), fault: text, withinMs }),
])
const shape = z.strictObject({
  name: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  title: text,
  question: text.endsWith('?'),
  claim: text,
  failureClass: z.enum(['throughput', 'security', 'economic']),
  contributions: z.strictObject({ isolation: level, durability: level, availability: level, cost: level }),
  steadyState: z
    .array(
      z.strictObject({
        probe: z.enum(steadyStateProbes.map(({ name }) => name)),
        atMost: z.number().nonnegative(),
      }),
    )
    .min(1),
  workload: z.strictObject({
    tenants: z.array(tenantOption).min(1),
    modes: z.array(z.enum(modes)).min(1),
    everyMs: z.number().min(5),
    through: z.enum(['genuine', 'stage']),
    acceptedMin: z.strictObject({ before: count, during: count, after: count }),
  }),
  disturbances: z.array(named('fault')),
  acts: z
    .array(
      z.strictObject({
        title: text,
        disturbances: z.array(named('fault')).optional(),
        heals: z.array(z.string()).optional(),
        named: z.array(naming).optional(),
        attacks: z.array(z.looseObject({ attack: z.string(), title: text, expect: answer })).optional(),
        holdMs: z.number().positive().optional(),
      }),
    )
    .min(1),
  checkers: z.array(checkerName).min(1),
  leavesOut: z.array(z.strictObject({ checker: checkerName, because: text })).optional(),
  bounds: z
    .strictObject({ waitMaxMs: z.number().positive().optional(), leaseMs: z.number().positive().optional() })
    .optional(),
  defences: z
    .record(
      z.string().regex(/^[a-z]+(-[a-z]+)*$/),
      z.strictObject({ removed: text, by: z.array(named('fault')).min(1) }),
    )
    .optional(),
  declared: z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('holds') }),
    z.strictObject({
      outcome: z.literal('violated'),
      foundBy: z.array(z.strictObject({ checker: checkerName, says: z.instanceof(RegExp) })).min(1),
    }),
  ]),
  isQuick: z.boolean(),
  budgetMs: z.number().min(1000).max(BUDGET_MAX_MS),
})

/** Everything that is wrong with a scenario, before anything is touched. Empty: it can be run. */
export function validateScenario(scenario: Scenario): readonly string[] {
  const parsed = shape.safeParse(scenario)
  const faults: string[] = []
  if (!parsed.success)
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
  // What follows reads what the shape promises.
  if (!parsed.success) return faults
  const declared = [
    scenario.disturbances,
    ...scenario.acts.map((act) => act.disturbances ?? []),
    ...Object.values(scenario.defences ?? {}).map(({ by }) => by),
  ].flat()
  const planned = scenario.acts.flatMap((act) => act.attacks ?? [])
  faults.push(
    ...declared.flatMap(({ fault, ...options }) =>
      invalid(`fault ${fault}`, () => faultNamed(fault).options.parse(options)),
    ),
    ...planned.flatMap(invalidAttack),
    ...healedTooMuch(scenario),
    ...missingParts(scenario, planned),
  )
  return faults
}

function invalidAttack({
  attack,
  title: _title,
  purpose: _purpose,
  expect: _expect,
  ...options
}: PlannedAttack): readonly string[] {
  return invalid(`attack ${attack}`, () => attackNamed(attack).options.parse(options))
}

function invalid(what: string, parse: () => unknown): readonly string[] {
  try {
    parse()
    return []
  } catch (error) {
    if (error instanceof z.ZodError)
      return error.issues.map(({ path, message }) => `${what}: ${path.join('.')}: ${message}`)
    return [error instanceof Error ? error.message : String(error)]
  }
}

/** An act can end what the scenario put in place, once, and nothing else. */
function healedTooMuch({ disturbances, acts }: Scenario): readonly string[] {
  const healed = acts.flatMap(({ heals = [] }) => heals)
  return healed.flatMap((name, index) => {
    if (!disturbances.some(({ fault }) => fault === name))
      return [`an act heals ${name}, which is none of the scenario's own disturbances`]
    return healed.indexOf(name) === index ? [] : [`${name} is healed twice`]
  })
}

function missingParts(scenario: Scenario, planned: readonly PlannedAttack[]): readonly string[] {
  const missing: string[] = []
  for (const { checker } of scenario.leavesOut ?? [])
    if (!coreCheckers(scenario).includes(checker))
      missing.push(`${checker} cannot be left out: it is not in the core`)
  const purposes = new Set(planned.map(({ purpose = 'attack' }) => purpose))
  if (
    scenario.disturbances.length === 0 &&
    scenario.acts.every((act) => (act.disturbances ?? []).length === 0)
  )
    missing.push('nothing is broken in it')
  if (scenario.failureClass === 'security' && !scenario.checkers.includes('controls-as-expected'))
    missing.push('a scenario about security needs the checker controls-as-expected')
  if (scenario.acts.some(({ named = [] }) => named.length > 0) && !scenario.checkers.includes('faults-named'))
    missing.push('its faults are to be named, so it needs the checker faults-named')
  if (
    scenario.checkers.includes('controls-as-expected') &&
    !(purposes.has('positive control') && purposes.has('negative control'))
  )
    missing.push('it has no controls of both kinds, so its attacks prove nothing')
  if (!existsSync(join(SCENARIOS, scenario.name, 'README.md')))
    missing.push(
      `scenarios/${scenario.name}/README.md is not there: what is broken, what should happen, what a failure would mean`,
    )
  return missing
}
