import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

const checkout = resolve(import.meta.dirname, '..', '..')

export interface Ending {
  readonly code: number | null
  readonly text: string
  readonly said: string
}

export interface Command {
  readonly child: ChildProcess
  /** Resolves when it has ended and nobody holds its output any more. */
  readonly ended: Promise<Ending>
}

/** Starts `easyflow <args…>` as a person would, and does not wait. */
export function beginEasyflow(args: readonly string[]): Command {
  const child = spawn(process.execPath, [join(checkout, 'bin/easyflow.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [text, said] = [collect(child.stdout), collect(child.stderr)]
  const ended = once(child, 'close').then(([code]): Ending => {
    return { code: typeof code === 'number' ? code : null, text: text(), said: said() }
  })
  return { child, ended }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}
