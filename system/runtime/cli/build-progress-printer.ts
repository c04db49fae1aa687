import { partNames } from '../../contracts/system-status.ts'
import type { Progress } from '../start-system.ts'
import type { Output } from './command.ts'

/**
 * Prints a line for every part that is ready or has failed. On a terminal a last line says what is still
 * awaited, and is gone when `end` is called.
 */
export function buildProgressPrinter(
  output: Output,
  write: (text: string) => void = (text) => void process.stderr.write(text),
): { print: (event: Progress) => void; end: () => void } {
  const waiting = new Map<string, string>(partNames.map((name) => [name, 'waiting']))
  const clear = (): void => {
    if (output.isTerminal) write('\r\u001B[2K')
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
      if (event.state === 'ready' || event.state === 'failed' || event.state === 'fetching jars') {
        output.talk(lineOf(event))
      }
      if (event.state === 'ready' || event.state === 'failed') waiting.delete(event.part)
      else waiting.set(event.part, event.state)
      showWaiting()
    },
    end: clear,
  }
}

function lineOf({ part, state, elapsedMs, detail }: Progress): string {
  const own = detail === undefined ? '' : ` (${detail} of its own)`
  return `  ${part.padEnd(14)} ${state} after ${(elapsedMs / 1000).toFixed(2)} s${own}`
}
