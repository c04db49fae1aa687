import { setTimeout as delay } from 'node:timers/promises'
import type { HttpAnswer } from '../probes/call-http.ts'

/** How often an attack is sent that was lost on the way instead of refused. */
const TRIES_MAX = 5

/**
 * An outage is no refusal: it says nothing about the layer that the attack was meant for, so the attack is
 * sent again when the api says that it may be.
 *
 * @throws {Error} when no layer can be reached, which makes the run unknown and not violated.
 */
export async function callUntilAnswered(
  send: () => Promise<HttpAnswer>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send()
    if (answer.status !== 503 && answer.status !== 0) return answer
    if (tries === TRIES_MAX) throw new Error(`No layer answered in ${TRIES_MAX} tries: HTTP ${answer.status}`)
    const seconds = Number(answer.headers['retry-after'] ?? 1)
    await delay(seconds * 1000, undefined, { signal })
  }
}
