import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline'
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
  /** Shows something that nobody asked for. What is being typed stays, below it. */
  interject(show: () => void): void
}

export interface PrompterOptions {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly interrupt: Interrupt
  /** Whether the terminal obeys no escape sequence. Default false. */
  readonly isDumb?: boolean
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
  const desk: Desk = { ...options, reader: undefined }
  return {
    readBlock: (prompt) => readLines({ prompt, isOver: (line) => line.trim() === '' }, desk),
    readLine: (prompt) => readLines({ prompt: () => prompt, isOver: () => true }, desk),
    interject: (show) => {
      if (desk.reader === undefined) show()
      else interject(desk.reader, show, desk)
    },
  }
}

interface Desk extends PrompterOptions {
  /** Of the question that is open. */
  reader: Interface | undefined
}

/**
 * Readline draws prompt and input anew from the row where it believes they begin: as many rows above the
 * cursor as they took before. That many have to be there again.
 */
function interject(reader: Interface, show: () => void, { output, isDumb = false }: PrompterOptions): void {
  if (isDumb) {
    output.write('\n')
    show()
    output.write(`${reader.getPrompt()}${reader.line}`)
    return
  }
  const { rows } = reader.getCursorPos()
  moveCursor(output, 0, -rows)
  cursorTo(output, 0)
  clearScreenDown(output)
  show()
  output.write('\n'.repeat(rows))
  reader.prompt(true)
}

async function readLines({ prompt, isOver }: Reading, desk: Desk): Promise<Typed> {
  const { input, output, interrupt } = desk
  interrupt.signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Typed>()
  const lines: string[] = []
  const reader = createInterface({ input, output, terminal: true, historySize: 0 })
  desk.reader = reader
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
    desk.reader = undefined
    reader.close()
  }
}
