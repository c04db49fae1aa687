import { dataSchemaOf } from '../../system/contracts/names.ts'
import { waitFor } from '../wait-for.ts'
import type { Bench } from './open-bench.ts'
import { judgeAttack, type AttackOutcome } from './judge-attack.ts'
import type { SuiteAttack } from './suite-attack.ts'
import { compareSnapshots, takeSnapshot } from './take-snapshot.ts'

/** Below what a tenant may ask for at once. */
const BATCH = 8
/** How long what the attacker has set going of its own may take to end. */
const SETTLE_WITHIN_MS = 30_000

interface CarryOptions {
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Carries out attacks and judges each, its effects included. Effects are looked for once for a group; only when
 * there is one is each of the group carried out again by itself, to see whose it is.
 */
export async function carryOut(
  bench: Bench,
  attacks: readonly SuiteAttack[],
  options: CarryOptions,
): Promise<ReadonlyMap<string, AttackOutcome>> {
  // Those that may leave something of the attacker's own come last: it settles while nobody looks.
  const isQuiet = ({ mayTouchOwn, mayTouch }: SuiteAttack): boolean =>
    mayTouchOwn !== true && mayTouch === undefined
  const groups = [
    ...layersOf(attacks).map((layer) => attacks.filter((one) => one.layer === layer && isQuiet(one))),
    attacks.filter(({ mayTouchOwn, mayTouch }) => mayTouchOwn === true && mayTouch === undefined),
    attacks.filter(({ mayTouch }) => mayTouch !== undefined),
  ].filter((group) => group.length > 0)
  const outcomes = new Map<string, AttackOutcome>()
  for (const group of groups) {
    for (const [id, outcome] of await carryOutGroup(bench, group, options)) outcomes.set(id, outcome)
    if (group.some(({ mayTouchOwn }) => mayTouchOwn === true)) await settleOwn(bench, options.signal)
    options.onProgress(`${group.length} attacks on ${group[0]?.layer ?? ''} carried out`)
  }
  return outcomes
}

/** Otherwise what still runs would be taken for an effect of the next group's. What does not end is for that to say. */
async function settleOwn({ access, attacker }: Bench, signal: AbortSignal): Promise<void> {
  const open = `select from ${dataSchemaOf(attacker)}.workflow_executions where status in ('QUEUED', 'RUNNING', 'WAITING') limit 1`
  const isSettled = async (): Promise<boolean> => (await access.admin.rows(open)).length === 0
  await waitFor("the attacker's own executions to end", signal, isSettled, SETTLE_WITHIN_MS).catch(() => {
    signal.throwIfAborted()
  })
}

const layersOf = (attacks: readonly SuiteAttack[]): readonly string[] =>
  [...new Set(attacks.map(({ layer }) => layer))].toSorted()

async function carryOutGroup(
  bench: Bench,
  group: readonly SuiteAttack[],
  { signal }: CarryOptions,
): Promise<ReadonlyMap<string, AttackOutcome>> {
  const outcomes = new Map<string, AttackOutcome>()
  const before = await takeSnapshot(bench.access)
  for (const batch of batchesOf(group))
    await Promise.all(
      batch.map(async (attack) => outcomes.set(attack.id, await carryOutOne(bench, attack, signal))),
    )
  const changed = await changedSince(bench, group, before)
  if (changed.length === 0) return outcomes
  const guilty = await findGuilty(bench, group, signal)
  for (const [id, things] of guilty)
    outcomes.set(id, { kind: 'leaked', why: `it changed ${things.join(', ')}` })
  if (guilty.size > 0) return outcomes
  // Something changed, and nobody did it again: that is not nothing, and it is nobody's in particular.
  const why = `while its group was carried out, ${changed.join(', ')} changed, and no attack did so again`
  for (const { id } of group) outcomes.set(id, { kind: 'unknown', why })
  return outcomes
}

/** Those that mostly wait are carried out side by side, all others one by one. */
function batchesOf(group: readonly SuiteAttack[]): readonly (readonly SuiteAttack[])[] {
  const patient = group.filter(({ isPatient }) => isPatient === true)
  const batches = Array.from({ length: Math.ceil(patient.length / BATCH) }, (_, index) =>
    patient.slice(index * BATCH, (index + 1) * BATCH),
  )
  return [...group.filter(({ isPatient }) => isPatient !== true).map((one) => [one]), ...batches]
}

async function carryOutOne(bench: Bench, attack: SuiteAttack, signal: AbortSignal): Promise<AttackOutcome> {
  signal.throwIfAborted()
  try {
    return judgeAttack(attack, await attack.attack(bench, signal), bench.canary)
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) }
  }
}

async function findGuilty(
  bench: Bench,
  group: readonly SuiteAttack[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const guilty = new Map<string, readonly string[]>()
  for (const attack of group) {
    const before = await takeSnapshot(bench.access)
    await carryOutOne(bench, attack, signal)
    const changed = await changedSince(bench, [attack], before)
    if (changed.length > 0) guilty.set(attack.id, changed)
  }
  return guilty
}

async function changedSince(
  { access, attacker }: Bench,
  group: readonly SuiteAttack[],
  before: Awaited<ReturnType<typeof takeSnapshot>>,
): Promise<readonly string[]> {
  const own = group.some(({ mayTouchOwn }) => mayTouchOwn === true) ? attacker : undefined
  const allowed = new Set(group.flatMap(({ mayTouch = [] }) => mayTouch))
  return compareSnapshots(before, await takeSnapshot(access), own).filter((name) => !allowed.has(name))
}
