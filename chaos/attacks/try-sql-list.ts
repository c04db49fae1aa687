import { z } from 'zod'
import { tenantOption } from '../tenant-option.ts'
import { sqlAttacks, type SqlAttack } from './sql-attacks.ts'
import type { AttackEnvironment, AttackMet } from './define-attack.ts'

export const sqlListOptions = z.strictObject({
  attacker: tenantOption,
  victim: tenantOption,
  /** What some meet instead while a fault holds, by their titles: an SQLSTATE, or "ran". */
  otherwise: z.record(z.string(), z.string()).optional(),
})
type SqlListOptions = z.infer<typeof sqlListOptions>

/** What one statement met: an SQLSTATE, or undefined when it ran. And every byte of its answer. */
export interface StatementMet {
  readonly met: string | undefined
  readonly text: string
}

/**
 * Tries every statement of the list, one after the other, and counts the answers. `refusedBy` is the database
 * when each met what the list says; what met something else is named.
 */
export async function trySqlList(
  { access }: AttackEnvironment,
  { attacker, victim, otherwise = {}, signal }: SqlListOptions & { readonly signal: AbortSignal },
  send: (attack: SqlAttack) => Promise<StatementMet>,
): Promise<AttackMet> {
  const attacks = sqlAttacks({ victim, attacker, token: await access.tokenOf(attacker) })
  const seen: { by: string; text: string }[] = []
  const wrong: string[] = []
  const counts = new Map<string, number>()
  for (const attack of attacks) {
    signal.throwIfAborted()
    const { met, text } = await send(attack)
    seen.push({ by: attacker, text })
    const expected = Object.hasOwn(otherwise, attack.title) ? otherwise[attack.title] : attack.refusedWith
    if ((met ?? 'ran') !== (expected ?? 'ran')) wrong.push(`${attack.title}: ${met ?? 'ran'}`)
    const kind = met ?? 'ran'
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const kinds = [...counts].map(([kind, count]) => `${count} x ${kind}`).join(', ')
  if (wrong.length === 0)
    return { refusedBy: 'database', answer: `${attacks.length} as listed: ${kinds}`, seen }
  return {
    refusedBy: 'none',
    answer: `${wrong.length} of ${attacks.length} otherwise than listed: ${wrong.slice(0, 5).join('; ')}`,
    seen,
  }
}
