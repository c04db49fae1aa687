import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { startTestSystem } from '../../system/test-support/start-test-system.ts'
import { createRunDirectory } from '../history/run-directory.ts'
import { matrixLayers } from './layers.ts'
import { compareMatrices, matrixSchema, singleColumns } from './matrix.ts'
import { measureMatrix } from './measure-matrix.ts'

let system: RunningSystem

beforeAll(async () => {
  system = await startTestSystem()
}, 180_000)
afterAll(() => system.stop())

test(
  'each layer removed, each left standing, all removed: every cell is as it is written down',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'easyflow-matrix-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const directory = await createRunDirectory(join(folder, 'run'), {
      commandLine: ['matrix'],
      revision: 'test',
      seed: 1,
      scenario: 'matrix',
      instance: 'test',
      versions: {},
    })
    onTestFinished(() => directory.close())
    const measured = await measureMatrix({
      system,
      columns: singleColumns(matrixLayers.map(({ name }) => name)),
      directory,
      onColumn: () => undefined,
      signal: AbortSignal.timeout(110_000),
    })
    const expected = matrixSchema.parse(
      JSON.parse(await readFile(join(import.meta.dirname, '../../docs/evidence/matrix.json'), 'utf8')),
    )
    expect(compareMatrices(expected, measured)).toEqual([])
  },
)
