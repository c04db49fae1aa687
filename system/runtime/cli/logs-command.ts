import { open } from 'node:fs/promises'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { exitCode } from '../../contracts/exit-code.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { UsageError, type Command, type Output } from './command.ts'

const TAIL_BYTES_MAX = 256 * 1024

export const logsCommand: Command = {
  summary: 'Print the last lines of a part, or of all',
  usage: '[part] [--lines <n>] [--follow]',
  options: {
    lines: { type: 'string', default: '20' },
    follow: { type: 'boolean', short: 'f', default: false },
  },
  positionalsMax: 1,
  run: async ({ positionals, options, instance, output }) => {
    const folder = layoutOf(stateRootOf(), instance).logs
    const files = await findFiles(folder, positionals[0])
    const lines = Number(options['lines'])
    if (!Number.isInteger(lines) || lines < 0) throw new UsageError('--lines takes a whole number')
    const ends = await Promise.all(
      files.map(async (file) => await printTail(file, lines, output, files.length > 1)),
    )
    if (options['follow'] === true) await follow(files, ends, output)
    return exitCode.ok
  },
}

async function findFiles(folder: string, part: string | undefined): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const parts = names.filter((name) => name.endsWith('.log')).map((name) => basename(name, '.log'))
  if (part !== undefined && !parts.includes(part)) {
    throw new UsageError(`There is no log of "${part}". There are: ${parts.sort().join(', ') || 'none'}`)
  }
  return (part === undefined ? parts.sort() : [part]).map((name) => join(folder, `${name}.log`))
}

/** @returns how far the file has been read. */
async function printTail(file: string, lines: number, output: Output, isNamed: boolean): Promise<number> {
  const end = await sizeOf(file)
  const text = await readFrom(file, Math.max(0, end - TAIL_BYTES_MAX), end)
  const tail = lines === 0 ? [] : text.trimEnd().split('\n').slice(-lines)
  if (tail.join('') !== '') output.result([...(isNamed ? [`== ${basename(file)}`] : []), ...tail].join('\n'))
  return end
}

async function follow(files: readonly string[], ends: readonly number[], output: Output): Promise<void> {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const places = [...ends]
  while (!stop.signal.aborted) {
    for (const [index, file] of files.entries()) {
      const from = places[index] ?? 0
      const end = await sizeOf(file)
      if (end > from) output.result((await readFrom(file, from, end)).trimEnd())
      places[index] = end
    }
    await pause(200, undefined, { signal: stop.signal }).catch(() => undefined)
  }
}

async function sizeOf(file: string): Promise<number> {
  const handle = await open(file)
  try {
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

async function readFrom(file: string, from: number, to: number): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, to - from)), 0, to - from, from)
    return buffer.subarray(0, bytesRead).toString('utf8')
  } finally {
    await handle.close()
  }
}
