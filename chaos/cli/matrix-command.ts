import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { RUNS } from '../history/open-run.ts'
import { readRevision } from '../history/read-revision.ts'
import { createRunDirectory, type RunDirectory } from '../history/run-directory.ts'
import { matrixLayers } from '../matrix/layers.ts'
import {
  compareMatrices,
  distinct,
  matrixSchema,
  mergeMatrices,
  pairColumns,
  singleColumns,
  type Matrix,
} from '../matrix/matrix.ts'
import { measureMatrix } from '../matrix/measure-matrix.ts'
import { renderMatrixLines } from '../matrix/render-matrix-lines.ts'
import { renderMatrixMarkdown } from '../matrix/render-matrix-markdown.ts'
import { renderMatrixPage } from '../matrix/render-matrix-page.ts'
import { renderMatrixSvg } from '../matrix/render-matrix-svg.ts'
import type { Screen } from '../terminal/screen.ts'
import { catchInterrupt } from './catch-interrupt.ts'
import { openRunSystem, type RunSystem } from './open-run-system.ts'
import { pathLine } from './run-scenarios.ts'
import { UsageError } from './usage-error.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const EXPECTED = join(ROOT, 'docs/evidence/matrix.json')
const OUT = join(ROOT, 'out/matrix')

/** Removes each layer of a running system in turn, tries every attack, and compares with what is written down. */
export const matrixCommand = {
  usage: 'npm run chaos -- matrix [--pairs] [--write]',
  purpose: 'removes each layer (and each pair), tries every attack, and tells which layer stopped it',
  async run(args: readonly string[], screen: Screen): Promise<ExitCode> {
    const { pairs, write } = parse(args)
    const names = matrixLayers.map(({ name }) => name)
    const columns = distinct([...singleColumns(names), ...(pairs ? pairColumns(names) : [])])
    const interrupt = catchInterrupt((line) => console.error(line))
    screen.say(
      `Starting a system of its own; ${columns.length} sets of layers are removed, one after the other`,
    )
    const opened = await openRunSystem({ instance: undefined, out: RUNS, signal: interrupt.signal })
    let measured: Matrix
    const startedAt = performance.now()
    try {
      measured = await measure(opened, { columns, args, screen, signal: interrupt.signal })
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      return exitCode.interrupted
    } finally {
      await opened.close()
    }
    const expected = await readExpected()
    const merged = mergeMatrices(expected, measured)
    screen.show(renderMatrixLines(merged, screen.page))
    await writeFiles(merged, write, screen)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    screen.say(`${measured.attacks.length} attacks, ${columns.length} sets of layers removed, ${seconds} s`)
    return write ? exitCode.ok : conclude(expected, measured, screen)
  },
} as const

async function measure(
  { system, attached }: RunSystem,
  options: {
    readonly columns: Parameters<typeof measureMatrix>[0]['columns']
    readonly args: readonly string[]
    readonly screen: Screen
    readonly signal: AbortSignal
  },
): Promise<Matrix> {
  const { columns, args, screen, signal } = options
  const moment = new Date().toISOString().replaceAll(/[-:.]/g, '')
  const directory: RunDirectory = await createRunDirectory(join(OUT, 'runs', moment), {
    commandLine: ['matrix', ...args],
    revision: await readRevision(),
    seed: 1,
    scenario: 'matrix',
    instance: system.status().instance,
    versions: { node: process.version },
    ...(attached === undefined ? {} : { attached }),
  })
  try {
    return await measureMatrix({
      system,
      columns,
      directory,
      signal,
      onColumn: (column, done) =>
        screen.say(`${done}/${columns.length} removed: ${column.join(' and ') || 'none'}`, { tone: 'faint' }),
    })
  } finally {
    await directory.close()
  }
}

async function readExpected(): Promise<Matrix | undefined> {
  if (!existsSync(EXPECTED)) return undefined
  return matrixSchema.parse(JSON.parse(await readFile(EXPECTED, 'utf8')))
}

async function writeFiles(matrix: Matrix, isExpectation: boolean, screen: Screen): Promise<void> {
  await mkdir(OUT, { recursive: true })
  const page = join(OUT, 'matrix.html')
  await writeFile(page, renderMatrixPage(matrix))
  const folders = isExpectation ? [OUT, join(ROOT, 'docs/evidence')] : [OUT]
  for (const folder of folders) {
    await writeFile(join(folder, 'matrix.json'), `${JSON.stringify(matrix, undefined, 2)}\n`)
    await writeFile(join(folder, 'matrix.md'), renderMatrixMarkdown(matrix))
    await writeFile(join(folder, 'matrix.svg'), renderMatrixSvg(matrix))
  }
  screen.show([[], ...pathLine('Page', page)])
}

function conclude(expected: Matrix | undefined, measured: Matrix, screen: Screen): ExitCode {
  if (expected === undefined) {
    screen.say('There is nothing to compare with: docs/evidence/matrix.json (--write makes it)', {
      tone: 'doubt',
    })
    return exitCode.unknown
  }
  const changes = compareMatrices(expected, measured)
  for (const change of changes) screen.say(change, { tone: 'bad' })
  screen.say(
    changes.length === 0 ? 'Every cell is as expected' : `${changes.length} cells are not as expected`,
    {
      tone: changes.length === 0 ? 'good' : 'bad',
    },
  )
  return changes.length === 0 ? exitCode.ok : exitCode.violated
}

function parse(args: readonly string[]): { readonly pairs: boolean; readonly write: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { pairs: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
