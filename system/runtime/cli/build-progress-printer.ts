import type { Progress } from '../../contracts/progress.ts'
import { partNames } from '../../contracts/system-status.ts'
import type { Output } from './command.ts'

/** What is worth a line that stays. */
const LASTING = new Set(['ready', 'failed', 'fetching jars', 'died', 'restarting', 'still down', 'back'])

/**
 * Prints a line for every part that is ready, and for what becomes of it later. On a terminal a last line says
 * what is still awaited, and is gone when `end` is called.
 */
export function buildProgressPrinter(
  output: Output,
  write: (text: string) => void = (text) => void process.stderr.write(text),
): { print: (event: Progress) => void; end: () => void } {
  const waiting = new Map<string, string>(partNames.map((name) => [name, 'waiting']))
  let isStarting = true
  const clear = (): void => {
    if (output.isTerminal && isStarting) write('\r\u001B[2K')
  }
  const showWaiting = (): void => {
    const rest = [...waiting]
      .filter(([, state]) => state !== 'waiting')
      .map(([name, state]) => `${name} ${state}`)
    if (output.isTerminal && rest.length > 0) write(`  … ${rest.join(', ')}`.slice(0, 78))
  }
  return {
    print: (event) => {
      clear()
      if (LASTING.has(event.state)) for (const line of linesOf(event)) output.talk(line)
      if (event.state === 'ready' || event.state === 'failed') waiting.delete(event.part)
      else waiting.set(event.part, event.state)
      if (isStarting) showWaiting()
    },
    end: () => {
      clear()
      isStarting = false
    },
  }
}

/** One event, for people. */
function linesOf({ part, state, elapsedMs, detail, lastLines = [] }: Progress): readonly string[] {
  const name = part.padEnd(14)
  const after = `${(elapsedMs / 1000).toFixed(2)} s`
  switch (state) {
    case 'died':
      return [
        `  ${name} died (${detail ?? 'nobody knows how'}); the last lines of its log:`,
        ...lastLines.map((line) => `                 | ${line}`),
      ]
    case 'restarting':
    case 'still down':
    case 'failed':
      return [
        `  ${name} ${state}${detail === undefined ? '' : `: ${detail}`}`,
        ...lastLines.map((line) => `                 | ${line}`),
      ]
    case 'back':
      return [`  ${name} back, ready again ${after} after it died`]
    default:
      return [`  ${name} ${state} after ${after}${detail === undefined ? '' : ` (${detail} of its own)`}`]
  }
}
