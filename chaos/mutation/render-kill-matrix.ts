import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { checkers, type CheckerName } from '../checkers/registry.ts'
import type { MutantResult } from './run-mutants.ts'

const NAME_WIDTH = 34
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * The kill matrix in lines of at most 76 ASCII characters: a row a mutant, a column a checker. `X`: found by the
 * one that has to find it; `x`: found by another as well; `?`: did not know; `.`: found nothing; a blank: not asked.
 */
export function renderKillMatrix(results: readonly MutantResult[]): readonly string[] {
  const names = Object.keys(checkers) as CheckerName[]
  const asked = names.filter((name) => results.some(({ verdicts }) => verdicts.has(name)))
  const rows = results.map((result) => {
    const cells = asked.map((name) => cellOf(result, name)).join('')
    return `${nameOf(result).padEnd(NAME_WIDTH)} ${cells}  ${wordOf(result)}`
  })
  const legend = asked.map((name, index) => `  ${letterOf(index)}  ${name}`)
  return [
    `${''.padEnd(NAME_WIDTH)} ${asked.map((_, index) => letterOf(index)).join('')}`,
    ...rows,
    '',
    ...legend,
    '  X found by whoever has to  x found as well  ? not known  . nothing found',
    '',
    ...summarize(results),
  ]
}

/** 0: each was caught by whoever has to, and nobody cried without a lie. 1: one survived. 2: one was not tried. */
export function exitCodeOfMutants(results: readonly MutantResult[]): ExitCode {
  if (results.some(({ outcome }) => outcome === 'survived')) return exitCode.violated
  const isTried = results.some(({ mutant }) => mutant !== undefined)
  return isTried && results.every(({ outcome }) => outcome === 'caught') ? exitCode.ok : exitCode.unknown
}

function summarize(results: readonly MutantResult[]): readonly string[] {
  const lies = results.filter(({ mutant }) => mutant !== undefined)
  const caught = lies.filter(({ outcome }) => outcome === 'caught')
  const left = results.filter(({ outcome }) => outcome !== 'caught')
  const seconds = Math.round(results.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 1000)
  return [
    `${caught.length} of ${lies.length} mutants caught by the checker that has to, ${seconds} s`,
    ...(left.length === 0 ? ['survivors: none'] : ['survivors:']),
    ...left.map(
      (result) =>
        `  ${nameOf(result)} (${result.outcome}): ${result.mutant?.title ?? 'nobody lied'}\n    ${result.reason}\n    ${result.directory}`,
    ),
  ]
}

function cellOf({ mutant, verdicts, outcome }: MutantResult, name: CheckerName): string {
  const verdict = verdicts.get(name)
  if (verdict === undefined) return ' '
  if (verdict === 'violated') return mutant?.caughtBy === name && outcome === 'caught' ? 'X' : 'x'
  return verdict === 'unknown' ? '?' : '.'
}

const letterOf = (index: number): string => LETTERS[index] ?? '#'
const nameOf = ({ mutant, scenario }: MutantResult): string => mutant?.name ?? `(no lie: ${scenario})`

function wordOf({ mutant, outcome }: MutantResult): string {
  if (mutant === undefined && outcome !== 'not tried') return outcome === 'caught' ? 'quiet' : 'FALSE ALARM'
  return outcome === 'caught' ? 'caught' : outcome.toUpperCase()
}
