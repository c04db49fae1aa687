import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { suiteAttacks } from '../attack-suite/registry.ts'
import { renderSuiteMarkdown } from '../attack-suite/render-suite-markdown.ts'
import { runSuite } from '../attack-suite/run-suite.ts'
import { suiteLayers, type SuiteAttack } from '../attack-suite/suite-attack.ts'
import { judgeSuite, type SuiteResult } from '../attack-suite/suite-result.ts'
import { RUNS } from '../history/open-run.ts'
import { readRevision } from '../history/read-revision.ts'
import { createRunDirectory } from '../history/run-directory.ts'
import { renderSuite } from '../terminal/render-suite.ts'
import type { Screen } from '../terminal/screen.ts'
import { catchInterrupt } from './catch-interrupt.ts'
import { openRunSystem } from './open-run-system.ts'
import { pathLine } from './run-scenarios.ts'
import { UsageError } from './usage-error.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const OUT = join(ROOT, 'out/attacks')
const TIMING_SAMPLES = 500

interface Asked {
  readonly attacks: readonly SuiteAttack[]
  readonly json: boolean
  readonly quick: boolean
  readonly write: boolean
  readonly seed: number
  /** Picked out by --only. */
  readonly isPart: boolean
}

/** Carries out every attack of the suite, removes the walls to see each succeed, and lists who was not refused. */
export const attacksCommand = {
  usage: 'npm run chaos -- attacks [--layer L1..L7] [--only ID] [--quick] [--json] [--seed N] [--write]',
  purpose: 'carries out every attack of the suite, and removes the walls to see that it could succeed',
  async run(args: readonly string[], screen: Screen): Promise<ExitCode> {
    const asked = parse(args)
    // With --json, stdout is for the result alone.
    const say = asked.json
      ? (line: string) => console.error(line)
      : (line: string) => screen.say(line, { tone: 'faint' })
    const interrupt = catchInterrupt((line) => console.error(line))
    say(`Starting a system of its own for ${asked.attacks.length} attacks`)
    let result: SuiteResult
    const opened = await openRunSystem({ instance: undefined, out: RUNS, signal: interrupt.signal })
    try {
      result = await runOn(opened.system, { asked, args, say, signal: interrupt.signal })
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      return exitCode.interrupted
    } finally {
      await opened.close()
    }
    if (asked.json) console.log(JSON.stringify(result, undefined, 2))
    else screen.show(renderSuite(result, screen.page))
    await writePage(result, asked, screen)
    return exitCode[judgeSuite(result)]
  },
} as const

async function runOn(
  system: Parameters<typeof runSuite>[0]['system'],
  options: {
    readonly asked: Asked
    readonly args: readonly string[]
    readonly say: (line: string) => void
    readonly signal: AbortSignal
  },
): Promise<SuiteResult> {
  const { asked, args, say, signal } = options
  const moment = new Date().toISOString().replaceAll(/[-:.]/g, '')
  const directory = await createRunDirectory(join(OUT, 'runs', moment), {
    commandLine: ['attacks', ...args],
    revision: await readRevision(),
    seed: asked.seed,
    scenario: 'attacks',
    instance: system.status().instance,
    versions: { node: process.version },
  })
  try {
    return await runSuite({
      system,
      attacks: asked.attacks,
      directory,
      seed: asked.seed,
      withProof: !asked.quick,
      // Of a few attacks nobody wants to know it.
      timingSamples: asked.quick || asked.isPart ? 0 : TIMING_SAMPLES,
      onProgress: say,
      signal,
    })
  } finally {
    await directory.close()
  }
}

async function writePage(result: SuiteResult, { write, json }: Asked, screen: Screen): Promise<void> {
  await mkdir(OUT, { recursive: true })
  const page = renderSuiteMarkdown(result, { revision: await readRevision(), at: new Date() })
  const file = join(OUT, 'attacks.md')
  await writeFile(file, page)
  if (write) await writeFile(join(ROOT, 'docs/evidence/attacks.md'), page)
  if (!json) screen.show(pathLine('Page', write ? join(ROOT, 'docs/evidence/attacks.md') : file))
}

function parse(args: readonly string[]): Asked {
  const values = parseFlags(args)
  const seed = Number(values.seed)
  if (!Number.isSafeInteger(seed)) throw new UsageError(`--seed takes a whole number, not "${values.seed}"`)
  const { layer, only } = values
  if (layer !== undefined && !suiteLayers.some((one) => one === layer))
    throw new UsageError(`There is no layer "${layer}": ${suiteLayers.join(', ')}`)
  const attacks = suiteAttacks.filter(
    (one) =>
      (layer === undefined || one.layer === layer) &&
      (only === undefined || one.id === only || one.id.startsWith(`${only}-`)) &&
      !(values.quick && one.isLong === true),
  )
  if (attacks.length === 0)
    throw new UsageError(`No attack is called "${only ?? ''}"${layer === undefined ? '' : ` in ${layer}`}`)
  return {
    attacks,
    json: values.json,
    quick: values.quick,
    write: values.write,
    seed,
    isPart: only !== undefined,
  }
}

function parseFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        layer: { type: 'string' },
        only: { type: 'string' },
        seed: { type: 'string', default: '1' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
