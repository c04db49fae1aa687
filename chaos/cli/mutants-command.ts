import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ExitCode } from '../../system/contracts/exit-code.ts'
import { startSystem } from '../../system/runtime/start-system.ts'
import { RUNS } from '../history/open-run.ts'
import { loadMutants } from '../mutation/load-mutants.ts'
import type { Mutant } from '../mutation/mutant.ts'
import { exitCodeOfMutants, renderKillMatrix } from '../mutation/render-kill-matrix.ts'
import { runMutants, type MutantResult } from '../mutation/run-mutants.ts'
import { UsageError } from './usage-error.ts'

/** Lets systems lie one at a time, and shows which checker finds it. */
export const mutantsCommand = {
  usage: 'npm run chaos -- mutants [NAME...]  [--seed N] [--out DIR]',
  purpose: 'lets the system lie in one way at a time, and shows who finds it out',
  async run(args: readonly string[]): Promise<ExitCode> {
    const { names, seed, root } = parse(args)
    const mutants = select(await loadMutants(), names)
    const interrupt = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => interrupt.abort(new Error('interrupted')))
    const { signal } = interrupt
    const system = await startSystem({
      instance: `mutants-${process.pid}`,
      ephemeral: true,
      onProgress: () => undefined,
      signal,
    })
    try {
      const commandLine = ['mutants', ...args]
      const results = await runMutants({ system, mutants, seed, root, commandLine, onResult: tell, signal })
      for (const line of ['', ...renderKillMatrix(results)]) console.log(line)
      return exitCodeOfMutants(results)
    } finally {
      await system.stop()
    }
  },
} as const

function tell({ mutant, scenario, outcome, reason, elapsedMs }: MutantResult): void {
  const seconds = (elapsedMs / 1000).toFixed(1)
  console.log(`${outcome}: ${mutant?.name ?? `nobody lies in ${scenario}`} (${seconds} s)`)
  if (mutant !== undefined) console.log(`  ${mutant.title}`)
  console.log(`  ${mutant === undefined ? '' : `${mutant.caughtBy}: `}${reason}`)
}

function parse(args: readonly string[]): {
  readonly names: readonly string[]
  readonly seed: number
  readonly root: string
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { seed: { type: 'string', default: '1' }, out: { type: 'string', default: RUNS } },
    })
    if (!/^\d{1,9}$/.test(values.seed))
      throw new UsageError('--seed needs a whole number of at most nine digits')
    return { names: positionals, seed: Number(values.seed), root: resolve(values.out) }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function select(mutants: readonly Mutant[], names: readonly string[]): readonly Mutant[] {
  if (names.length === 0) return mutants
  return names.map((name) => {
    const found = mutants.find((mutant) => mutant.name === name)
    if (found === undefined)
      throw new UsageError(`There is no mutant "${name}"; chaos/mutants holds a file for each`)
    return found
  })
}
