import { layOutTable } from '../lay-out-table.ts'
import type { StartedContestant } from './start-contestant.ts'

export interface MeasuredPage {
  readonly before: {
    readonly at: Date
    readonly load: number
    /** The share of the processors that nobody used, 0 to 1. */
    readonly idle: number
    readonly revision: string
  }
  readonly processors: number
  /** How to measure it again. */
  readonly line: string
  readonly started: readonly Pick<StartedContestant, 'contestant' | 'attempts'>[]
  /** What was measured, see `renderPrice`. */
  readonly text: string
}

/** The page of evidence, in Markdown: what was measured where, how each wall was found before, and the figures. */
export function renderPage({ before, processors, line, started, text }: MeasuredPage): string {
  const { at, load, idle, revision } = before
  const found = started.flatMap(({ contestant, attempts }) =>
    attempts.map(({ wall, what, isRefused }) => [
      contestant.name,
      wall,
      what,
      isRefused ? 'refused' : 'let pass',
    ]),
  )
  return [
    '# What the walls cost',
    '',
    `Made by \`${line}\`: do not edit. [How to read it](../benchmarks.md#the-price-of-the-walls).`,
    '',
    `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC, revision ${revision}, ${String(processors)} processors, Node ${process.version}; before it the load average was ${load.toFixed(1)} and ${(idle * 100).toFixed(0)} % of the processors idle.`,
    '',
    text,
    '',
    'How the walls were found before anything was measured:',
    '',
    ...layOutTable([['contestant', 'wall', 'tried', ''], ...found]),
    '',
  ].join('\n')
}
