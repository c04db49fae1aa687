import { exitCode } from '../../system/contracts/exit-code.ts'

/** As long as healing may take; whoever presses Ctrl-C again earlier would leave things broken. */
const HEALING_TAKES_MS = 20_000

export interface Interrupt {
  readonly signal: AbortSignal
}

/**
 * Turns Ctrl-C and SIGTERM into an abort, upon which whoever broke something heals it. A second one within 20 s
 * changes nothing; a later one ends this process at once, and `chaos heal` is left to do the rest.
 */
export function catchInterrupt(say: (line: string) => void): Interrupt {
  const controller = new AbortController()
  let firstAt: number | undefined
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now()
      say('\nInterrupted: healing what is broken')
      controller.abort(new Error('interrupted'))
      return
    }
    const leftMs = HEALING_TAKES_MS - (performance.now() - firstAt)
    if (leftMs > 0) say(`Still healing. In ${Math.ceil(leftMs / 1000)} s another Ctrl-C ends this unhealed`)
    else {
      say('Ended unhealed: npm run chaos -- heal')
      process.exit(exitCode.interrupted)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  return { signal: controller.signal }
}
