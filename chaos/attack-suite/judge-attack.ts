import type { SuiteAttack, SuiteMet } from './suite-attack.ts'

/** What came of one attack. */
export type AttackOutcome =
  /** As its row says. */
  | { readonly kind: 'refused'; readonly by: string; readonly answer: string }
  /** The canary was seen, something was changed, or nobody refused. */
  | { readonly kind: 'leaked'; readonly why: string }
  /** Refused by somebody else, or with another answer, than its row says. */
  | { readonly kind: 'otherwise'; readonly why: string }
  /** It could not be carried out. */
  | { readonly kind: 'unknown'; readonly why: string }

/** Judges one attack on a system that is whole, but for its effects. */
export function judgeAttack(attack: SuiteAttack, met: SuiteMet, canary: string): AttackOutcome {
  if (met.text.includes(canary))
    return { kind: 'leaked', why: `the victim's canary came back (${met.answer})` }
  const said = `${met.refusedBy}: ${met.answer}`
  if (attack.allowed.includes(said)) return { kind: 'refused', by: met.refusedBy, answer: met.answer }
  const { ignored } = attack
  if (met.refusedBy === 'none') {
    return ignored?.answer === met.answer
      ? { kind: 'refused', by: ignored.by, answer: `ignored (${met.answer})` }
      : { kind: 'leaked', why: `nobody refused: ${met.answer}` }
  }
  const expected = [...attack.allowed, ...(ignored === undefined ? [] : [`ignored by ${ignored.by}`])].join(
    ' or ',
  )
  return { kind: 'otherwise', why: `${said}; expected ${expected}` }
}

/** Whether an attack came to what it is for, with walls removed. `changed`: what is the victim's and was changed. */
export function isReached(
  { aim }: Pick<SuiteAttack, 'aim'>,
  {
    met,
    canary,
    changed,
  }: { readonly met: SuiteMet; readonly canary: string; readonly changed: readonly string[] },
): boolean {
  switch (aim) {
    case 'read':
      return met.text.includes(canary)
    case 'write':
      return changed.length > 0
    case 'be accepted':
      return met.refusedBy === 'none'
    default:
      throw new TypeError('There is no such aim')
  }
}
