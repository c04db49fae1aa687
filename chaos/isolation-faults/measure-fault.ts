import type { SystemAccess } from '../access/open-access.ts'
import { exitCode } from '../../system/contracts/exit-code.ts'
import { runAuditOnce, type AuditWatch } from '../probes/audit-watch.ts'
import { waitFor } from '../wait-for.ts'
import { BOTH, READ, type IsolationAttack, type IsolationFault } from './isolation-fault.ts'
import type { IsolationResult } from './isolation-result.ts'
import { makeAttack } from './make-attack.ts'

export interface FaultGround {
  readonly access: SystemAccess
  readonly watch: AuditWatch
  readonly database: string
  readonly signal: AbortSignal
}

/** Tried with every fault, whatever it is. */
const ALWAYS: readonly IsolationAttack[] = [
  { on: BOTH, statements: [READ] },
  { on: BOTH, statements: ["select tenant_globex_api.list_workflows('{{token}}')"] },
]
/** Longer than the audit promises, so that late is told from never. */
const NAMED_WITHIN_MS = 4000
/** Where the catalogue did not change, the watch does not look. */
const NOT_LOOKED_MS = 1000

/**
 * Makes one fault, attacks through it, notes who refused and what the audit names, and heals it, also when something
 * goes wrong on the way.
 *
 * @throws {Error} when the ground is not clean before, or does not get clean again.
 */
export async function measureFault(ground: FaultGround, fault: IsolationFault): Promise<IsolationResult> {
  const { access, watch, signal } = ground
  const standing = watch.open()
  if (standing.length > 0)
    throw new Error(`${fault.id}: the audit names ${standing[0]?.object ?? ''} already`)
  try {
    const refused = await inject(ground, fault)
    const since = performance.now()
    const outcomes = await attackAll(access, fault)
    if (fault.inject.length > 0) await untilNamed(ground, since)
    const findings = watch.open()
    const first = Math.min(...findings.map(({ seenAt }) => seenAt))
    return {
      fault,
      leaks: outcomes.flatMap(({ leak }) => (leak === undefined ? [] : [leak])),
      refusedBy: distinct([...refused, ...outcomes.map(({ refusedBy }) => refusedBy)]).filter(
        (wall) => wall !== 'nobody',
      ),
      findings: distinct(findings.map(({ lint, level }) => `${lint} ${level}`)).map((text) => {
        const [lint = '', level = ''] = text.split(' ')
        return { lint, level }
      }),
      foundAfterMs: findings.length === 0 ? null : Math.max(0, Math.round(first - since)),
    }
  } finally {
    for (const statement of fault.heal) await access.admin.rows(filled(statement, ground))
    await waitFor(
      `the audit to be quiet after ${fault.id} was healed; it names ${watch.open()[0]?.object ?? 'nothing'}`,
      signal.aborted ? new AbortController().signal : signal,
      () => Promise.resolve(watch.open().length === 0),
      NAMED_WITHIN_MS,
    )
  }
}

/** @returns the guard, when it refused a statement that a superuser gave. */
async function inject(
  ground: FaultGround,
  { id, inject: statements }: IsolationFault,
): Promise<readonly string[]> {
  for (const statement of statements) {
    const answer = await ground.access.admin.ask(filled(statement, ground))
    if (answer.ok) continue
    if (answer.message.startsWith('easyflow refuses')) return ['DDL guard']
    throw new Error(`${id} could not be made: ${answer.sqlstate} ${answer.message}`)
  }
  return []
}

async function attackAll(access: SystemAccess, fault: IsolationFault) {
  const outcomes = []
  for (const attack of fault.attacks)
    for (const position of attack.on) outcomes.push(await makeAttack(access, attack, position))
  for (const attack of ALWAYS)
    for (const position of attack.on) {
      const { leak } = await makeAttack(access, attack, position)
      // What else they meet says nothing of this fault.
      if (leak !== undefined) outcomes.push({ leak, refusedBy: 'nobody' })
    }
  return outcomes
}

/** Until the audit has looked at what is there since `since`: what it has not named by then it will not name. */
async function untilNamed({ access, watch, signal }: FaultGround, since: number): Promise<void> {
  const hasLooked = (): Promise<boolean> => Promise.resolve(watch.lookedAt() >= since)
  try {
    await waitFor('the audit to look', signal, hasLooked, NOT_LOOKED_MS)
    return
  } catch {
    signal.throwIfAborted()
  }
  // The catalogue did not change, or the audit saw the change before we knew of it, or it is slow.
  if (watch.open().length > 0) return
  const { code, text } = await runAuditOnce(access.system.status())
  if (code === exitCode.ok) return
  if (code !== exitCode.violated) throw new Error(`The audit could not look: ${text}`)
  await waitFor(
    'the watch to name what one look finds',
    signal,
    () => Promise.resolve(watch.open().length > 0),
    NAMED_WITHIN_MS,
  )
}

const filled = (statement: string, { database }: FaultGround): string =>
  statement.replaceAll('{{database}}', database)

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)]
