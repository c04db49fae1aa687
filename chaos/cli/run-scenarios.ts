import { relative } from 'node:path'
import type { ExitCode } from '../../system/contracts/exit-code.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import { openRun } from '../history/open-run.ts'
import type { AttachedFacts } from '../history/run-directory.ts'
import type { RunJudgement } from '../judge-run.ts'
import { writeOverview } from '../report/write-overview.ts'
import { writeReport } from '../report/write-report.ts'
import { runScenario } from '../run-scenario.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { glyphsOf } from '../terminal/glyphs.ts'
import { emptyLine, span, type Line, type Page } from '../terminal/line.ts'
import { buildNarrator, lead } from '../terminal/narrate-run.ts'
import { paragraph } from '../terminal/paragraph.ts'
import { renderJudgement } from '../terminal/render-judgement.ts'
import { renderResults, type RunResult } from '../terminal/render-results.ts'
import type { Screen } from '../terminal/screen.ts'
import { exitCodeOf } from './exit-code-of.ts'

export interface RunScenariosOptions {
  readonly system: RunningSystem
  readonly screen: Screen
  readonly seed: number
  readonly failFast: boolean
  /** Where the directories of the runs go. */
  readonly out: string
  readonly commandLine: readonly string[]
  readonly signal: AbortSignal
  /** When the system outlives the harness. */
  readonly attached?: AttachedFacts | undefined
}

/**
 * Runs scenarios one after the other and shows each as it happens. One that does not get to its end is
 * unknown, and the next is run: whether the system is whole is the first thing that it looks at.
 *
 * @throws when it is interrupted, once everything is healed and written down.
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: RunScenariosOptions,
): Promise<ExitCode> {
  const { screen, failFast, out } = options
  const startedAt = performance.now()
  const results: RunResult[] = []
  for (const [index, scenario] of scenarios.entries()) {
    screen.show(renderHead(scenario, `${index + 1}/${scenarios.length}`, screen.page))
    const result = await runOne(scenario, options)
    results.push(result)
    if (failFast && !result.judgement.isAsDeclared) break
  }
  if (scenarios.length > 1) {
    const totals = { planned: scenarios.length, elapsedMs: performance.now() - startedAt }
    screen.show(renderResults(results, totals, screen.page))
    screen.show(pathLine('Report', (await writeOverview(out)).page))
  }
  return exitCodeOf(results.map(({ judgement }) => judgement))
}

function renderHead({ name, title, claim }: Scenario, position: string, page: Page): readonly Line[] {
  const { rule } = glyphsOf(page)
  const start = `${rule.repeat(2)} ${position} ${name} `
  return [
    emptyLine,
    [span(start + rule.repeat(Math.max(page.width - start.length, 0)), 'faint')],
    ...paragraph(title, page, { tone: 'title' }),
    ...paragraph(claim, page, lead('Claim')),
  ]
}

async function runOne(scenario: Scenario, options: RunScenariosOptions): Promise<RunResult> {
  const { system, screen, seed, out, commandLine, signal, attached } = options
  const startedAt = performance.now()
  const narrate = buildNarrator()
  const directory = await openRun({
    system,
    scenario,
    seed,
    commandLine,
    root: out,
    attached,
    onEvent: (event) => screen.show(narrate(event, screen.page)),
  })
  let interruption: Error | undefined
  const judgement = await runScenario({
    system,
    scenario,
    directory,
    seed,
    signal,
    onProgress: () => undefined,
  })
    .catch((error: unknown) => {
      if (signal.aborted) interruption = error instanceof Error ? error : new Error(String(error))
      return unjudged(scenario, error)
    })
    .finally(() => directory.close())
  const elapsedMs = performance.now() - startedAt
  screen.show(renderJudgement(judgement, elapsedMs, screen.page))
  await writeReport(directory.path)
  screen.show(pathLine('Run', directory.path))
  if (interruption !== undefined) throw interruption
  return { scenario: scenario.name, judgement, elapsedMs }
}

function unjudged({ declared }: Scenario, error: unknown): RunJudgement {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    outcome: 'unknown',
    verdicts: [],
    declared: declared.outcome,
    isAsDeclared: false,
    deviation: `it did not get to its end: ${reason}`,
  }
}

/** A path is kept whole, however narrow the page is: it is there to be copied. */
export function pathLine(word: string, path: string): readonly Line[] {
  const { lead: first, leadWidth } = lead(word)
  const near = relative('', path)
  return [[{ ...first, text: first.text.padEnd(leadWidth) }, span(near.startsWith('..') ? path : near)]]
}
