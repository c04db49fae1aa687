import { setTimeout as pause } from 'node:timers/promises'
import type { LayerRemoval } from '../../contracts/key-removal.ts'
import type { LayerProbe, ProbeAnswer } from './layer-probes.ts'
import { withinLimit } from './within-limit.ts'

const PAUSE_MS = 50
/** Between two tokens with a kid that nobody knows: the broker reads the JWKS again for each new one. */
const WAKE_EVERY_MS = 500

/**
 * Shows one token to every layer again and again until each has refused it or the limit is over. A layer that
 * gave no answer at all is `silent`; one that accepted after the removal and never refused is `accepts`.
 *
 * Each has a limit of its own: one that hangs holds up neither the others nor what is said of them, at once.
 *
 * @param options `first`: what each answers to having been asked before the removal. Acceptance that is told later
 *   counts all the same. `startedAt`: by `performance.now()`. `wake`: makes a token of an unknown key, which makes
 *   the broker read the JWKS before its time.
 */
export async function watchRefusals(
  probes: readonly LayerProbe[],
  token: string,
  options: {
    readonly first: readonly Promise<ProbeAnswer>[]
    readonly startedAt: number
    readonly limitMs: number
    readonly say: (what: string) => void
    readonly wake: () => string
  },
): Promise<readonly LayerRemoval[]> {
  const limit = options.startedAt + options.limitMs
  const ended = new AbortController()
  void wakeBroker(probes, options.wake, ended.signal)
  const layers = await Promise.all(
    probes.map(async ({ layer, ask }, index): Promise<LayerRemoval> => {
      const left = (): number => limit - performance.now()
      const before = await withinLimit(options.first[index] ?? Promise.resolve('silent'), left(), 'silent')
      const acceptedBefore = before === 'accepts'
      let outcome: LayerRemoval['outcome'] = 'silent'
      for (;;) {
        const answer = await withinLimit(ask(token), left(), 'silent')
        const elapsedMs = Math.round(performance.now() - options.startedAt)
        if (answer === 'refuses') {
          options.say(`${layer} refuses it after ${String(elapsedMs)} ms`)
          return { layer, outcome: answer, acceptedBefore, elapsedMs }
        }
        if (answer === 'accepts') outcome = answer
        if (performance.now() > limit) break
        await pause(PAUSE_MS)
      }
      return { layer, outcome, acceptedBefore, elapsedMs: null }
    }),
  )
  ended.abort()
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
