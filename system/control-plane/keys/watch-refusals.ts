import { setTimeout as pause } from 'node:timers/promises'
import type { LayerRemoval } from '../../contracts/key-removal.ts'
import type { LayerProbe, ProbeAnswer } from './layer-probes.ts'

const PAUSE_MS = 50
/** Between two tokens with a kid that nobody knows: the broker reads the JWKS again for each new one. */
const WAKE_EVERY_MS = 500

/**
 * Shows one token to every layer again and again until each has refused it or the limit is over. A layer that
 * gave no answer at all is `silent`; one that accepted after the removal and never refused is `accepts`.
 *
 * @param options `first`: what each answered before the removal. `startedAt`: by `performance.now()`. `wake`:
 *   makes a token of an unknown key, which makes the broker read the JWKS before its time.
 */
export async function watchRefusals(
  probes: readonly LayerProbe[],
  token: string,
  options: {
    readonly first: readonly ProbeAnswer[]
    readonly startedAt: number
    readonly limitMs: number
    readonly wake: () => string
  },
): Promise<readonly LayerRemoval[]> {
  const limit = options.startedAt + options.limitMs
  const ended = new AbortController()
  const waking = wakeBroker(probes, options.wake, ended.signal)
  const layers = await Promise.all(
    probes.map(async ({ layer, ask }, index): Promise<LayerRemoval> => {
      const acceptedBefore = options.first[index] === 'accepts'
      let outcome: LayerRemoval['outcome'] = 'silent'
      for (;;) {
        const answer = await ask(token)
        const elapsedMs = Math.round(performance.now() - options.startedAt)
        if (answer === 'refuses') return { layer, outcome: answer, acceptedBefore, elapsedMs }
        if (answer === 'accepts') outcome = answer
        if (performance.now() > limit) break
        await pause(PAUSE_MS)
      }
      return { layer, outcome, acceptedBefore, elapsedMs: null }
    }),
  )
  ended.abort()
  await waking
  return layers
}

async function wakeBroker(
  probes: readonly LayerProbe[],
  wake: () => string,
  signal: AbortSignal,
): Promise<void> {
  const broker = probes.find(({ layer }) => layer === 'broker')
  if (broker === undefined) return
  while (!signal.aborted) {
    await broker.ask(wake())
    await pause(WAKE_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
