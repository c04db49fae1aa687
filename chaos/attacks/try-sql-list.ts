import { sqlAttacks, type SqlAttack } from './sql-attacks.ts'
import type { AttackEnvironment, AttackMet } from './define-attack.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'

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
  { attacker, victim, signal }: { attacker: TenantId; victim: TenantId; signal: AbortSignal },
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
    if (met !== attack.refusedWith) wrong.push(`${attack.title}: ${met ?? 'ran'}`)
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
