import { createInterface } from 'node:readline'
import type { Interrupt } from './interrupt.ts'

/** What was typed, and whether the input ended with it. */
export interface Typed {
  readonly lines: readonly string[]
  readonly inputEnded: boolean
}

export interface Prompter {
  /** Reads lines until an empty one, or the end of input. `prompt` is asked anew for each line. */
  readBlock(prompt: (lines: readonly string[]) => string): Promise<Typed>
  /** Reads one line. */
  readLine(prompt: string): Promise<Typed>
}

export interface PrompterOptions {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly interrupt: Interrupt
}

interface Reading {
  readonly prompt: (lines: readonly string[]) => string
  readonly isOver: (line: string) => boolean
}

/**
 * Asks on a terminal. Each question opens a readline interface of its own and closes it: in between the
 * terminal is in its usual mode, where Ctrl-C is a signal, and the rest of a paste cannot answer what is
 * asked next.
 *
 * Every call throws the interruption when there is one.
 */
export function openPrompter(options: PrompterOptions): Prompter {
  return {
    readBlock: (prompt) => readLines({ prompt, isOver: (line) => line.trim() === '' }, options),
    readLine: (prompt) => readLines({ prompt: () => prompt, isOver: () => true }, options),
  }
}

async function readLines(
  { prompt, isOver }: Reading,
  { input, output, interrupt }: PrompterOptions,
): Promise<Typed> {
  interrupt.signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Typed>()
  const lines: string[] = []
  const reader = createInterface({ input, output, terminal: true, historySize: 0 })
  const ask = (): void => {
    reader.setPrompt(prompt(lines))
    reader.prompt()
  }
  const onAbort = (): void => {
    output.write('\n')
    reject(interrupt.signal.reason as Error)
  }
  interrupt.signal.addEventListener('abort', onAbort, { once: true })
  reader.on('SIGINT', () => interrupt.raise('signal'))
  // The end of input closes the interface. Left to itself, a pending question would end Node with 13.
  reader.on('close', () => resolve({ lines, inputEnded: true }))
  let isDone = false
  reader.on('line', (line) => {
    // Lines of the same paste still come after the one that ended the answer.
    if (isDone) return
    if (line.trim() !== '') lines.push(line)
    isDone = isOver(line)
    if (isDone) resolve({ lines, inputEnded: false })
    else ask()
  })
  ask()
  try {
    return await promise
  } finally {
    interrupt.signal.removeEventListener('abort', onAbort)
    reader.close()
  }
}
