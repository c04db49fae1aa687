import { stripVTControlCharacters } from 'node:util'
import { exitCode } from '../../system/contracts/exit-code.ts'
import { renderOutcomes, wordOf, type Outcome } from './run-checks.ts'

export interface Circumstances {
  readonly revision: string
  readonly startedAt: Date
  /** Processes that wanted a processor, averaged over the minute before. */
  readonly loadBefore: number
  /** What it ran on, in a few words. */
  readonly machine: string
}

/** Of each check so many lines are kept: their summaries stand at the end. */
const LINES_KEPT = 24

/** The page that a whole run leaves in `docs/evidence`: Markdown. */
export function renderEvidence(outcomes: readonly Outcome[], circumstances: Circumstances): string {
  const { revision, startedAt, loadBefore, machine } = circumstances
  const date = startedAt.toISOString().slice(0, 16).replace('T', ' ')
  return [
    '# Everything that takes too long for CI',
    'Made by `npm run verify:full -- --write`: do not edit.',
    `${date} UTC, revision ${revision}, ${machine}, load before ${loadBefore.toFixed(1)}.`,
    fence(renderOutcomes(outcomes)),
    ...outcomes.map(renderOne),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}

function renderOne({ check, exitStatus, elapsedMs, output }: Outcome): string {
  const word = wordOf(exitStatus)
  const promise = check.promise.charAt(0).toUpperCase() + check.promise.slice(1)
  const isHeld = exitStatus === exitCode.holds
  const command = check.command.join(' ').replace('npm run --silent', 'npm run')
  return [
    `## ${check.name}: ${word}`,
    `${promise}${isHeld ? '.' : ': **not**.'} \`${command}\`, ${(elapsedMs / 60_000).toFixed(1)} minutes. The end of what it printed:`,
    fence(endOf(output)),
  ].join('\n\n')
}

function endOf(output: string): string {
  return stripVTControlCharacters(output).trimEnd().split('\n').slice(-LINES_KEPT).join('\n')
}

const fence = (text: string): string => `\`\`\`\n${text}\n\`\`\``
