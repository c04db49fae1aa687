import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { eventually } from '../../system/test-support/eventually.ts'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const ownNode = join(root, 'node_modules/.bin/node')

/** The kit as shipped, and the kit over a fake system and fake proofs. */
export const programs = {
  real: [ownNode, join(root, 'practice/main.ts')],
  fake: [ownNode, join(root, 'practice/test-support/fake-parts/main.ts')],
} as const

export type Variables = Readonly<Record<string, string | undefined>>

const SAME_EVERYWHERE = {
  NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/easyflow-practice'),
  LANG: 'C.UTF-8',
  LC_ALL: undefined,
  LC_CTYPE: undefined,
  NO_COLOR: undefined,
  CI: undefined,
  FORCE_COLOR: undefined,
} as const

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end without a terminal, its input empty. */
export async function runProgram(command: readonly string[], variables: Variables = {}): Promise<Ended> {
  const child = start(command, variables, ['ignore', 'pipe', 'pipe'])
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout: stdout(), stderr: stderr() }
}

export interface Terminal {
  /** All that the terminal has received. */
  readonly text: () => string
  readonly child: ChildProcess
  /** Resolves once `fragment` is shown after all that was awaited before. */
  awaitText(fragment: string): Promise<void>
  type(keys: string): void
  /** Resolves with the program's exit status. */
  ended(): Promise<number | null>
}

export interface TerminalOptions {
  readonly columns: number
  readonly variables?: Variables
}

const WITHIN_MS = 15_000

/**
 * Runs a program on a pseudo-terminal of its own, which util-linux's `script` provides. A machine without it
 * fails the test: what a terminal does cannot be tested without one.
 */
export function openTerminal(
  command: readonly string[],
  { columns, variables = {} }: TerminalOptions,
): Terminal {
  const quoted = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
  const line = `stty cols ${String(columns)} rows 24; exec ${quoted}`
  const child = start(
    ['script', '-qefc', line, '/dev/null'],
    { TERM: 'xterm-256color', ...variables },
    'pipe',
  )
  const text = collect(child.stdout)
  const closed = once(child, 'close') as Promise<[number | null]>
  let seen = 0
  return {
    text,
    child,
    async awaitText(fragment) {
      const find = (): Promise<number | undefined> => {
        const index = shown(text()).indexOf(fragment, seen)
        return Promise.resolve(index === -1 ? undefined : index + fragment.length)
      }
      seen = await eventually(`"${fragment}" on the terminal`, find, { withinMs: WITHIN_MS }).catch(
        (error: unknown) => {
          throw new Error(`There is no "${fragment}" in: ${shown(text())}`, { cause: error })
        },
      )
    },
    type: (keys) => void child.stdin?.write(keys),
    async ended() {
      const [code] = await closed
      return code
    },
  }
}

/** What a terminal shows of `text`: no escape sequences, no carriage returns. */
export function shown(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;?]*[a-zA-Z]/g, '').replaceAll('\r', '')
}

function start(
  command: readonly string[],
  variables: Variables,
  stdio: 'pipe' | ['ignore', 'pipe', 'pipe'],
): ChildProcess {
  const [file = '', ...args] = command
  // oxlint-disable-next-line node/no-process-env
  const child = spawn(file, args, { stdio, env: { ...process.env, ...SAME_EVERYWHERE, ...variables } })
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  })
  return child
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}
