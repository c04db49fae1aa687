import { setTimeout as delay } from 'node:timers/promises'

/**
 * Repeats `probe` every 25 ms until it says true.
 *
 * @throws {Error} naming `what` after `withinMs` (default 15,000), or when `signal` fires.
 */
export async function waitFor(
  what: string,
  signal: AbortSignal,
  probe: () => Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const giveUpAt = Date.now() + withinMs
  while (!(await probe())) {
    if (Date.now() > giveUpAt) throw new Error(`Waited ${withinMs} ms in vain for ${what}`)
    await delay(25, undefined, { signal })
  }
}
