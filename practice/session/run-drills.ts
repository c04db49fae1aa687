import { worstOutcome, type Verdict } from '../../chaos/verdict.ts'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import type { Card } from '../deck/card.ts'
import { emptyLine } from '../../chaos/terminal/line.ts'
import { renderInstructions, renderQuestion, renderTitle } from '../render/render-question.ts'
import { renderReview } from '../render/render-review.ts'
import { renderSummary, type DrillResult } from '../render/render-summary.ts'
import { collectAnswer } from './collect-answer.ts'
import { discussAnswer, type DrillStage } from './discuss-answer.ts'
import { stopSystem } from './stop-system.ts'

export interface DrillPlan {
  readonly title: string
  readonly cards: readonly Card[]
  /** Whether the system starts behind the first question, or only when a proof is asked for. */
  readonly startsSystem: boolean
}

/**
 * Asks card after card until the last, `q` or the end of input. The exit status is that of the proofs that
 * were run on the way. An interruption is thrown, the system stopped.
 */
export async function runDrills(plan: DrillPlan, stage: DrillStage): Promise<ExitCode> {
  const results: DrillResult[] = []
  const { screen } = stage
  try {
    screen.show(renderTitle(plan.title, describePlan(plan), screen.page))
    await askAll(plan, stage, results)
    if (results.length > 0) screen.show([emptyLine, ...renderSummary(results, screen.page), emptyLine])
  } finally {
    await stopSystem(stage)
  }
  const verdicts = results.flatMap(({ verdicts }) => verdicts)
  return verdicts.length === 0 ? exitCode.ok : exitCode[worstOutcome(verdicts)]
}

async function askAll(plan: DrillPlan, stage: DrillStage, results: DrillResult[]): Promise<void> {
  const { screen, system } = stage
  for (const [index, card] of plan.cards.entries()) {
    screen.show(renderQuestion(card, { number: index + 1, count: plan.cards.length }, screen.page))
    if (index === 0) screen.show(renderInstructions(screen.page))
    if (index === 0 && plan.startsSystem) system.begin()
    const { answer, inputEnded } = await collectAnswer(card, stage)
    const verdicts: Verdict[] = []
    results.push({ ...answer, verdicts })
    if (inputEnded && answer.words === 0) results.pop()
    else screen.show(renderReview(answer, screen.page))
    const isLast = index === plan.cards.length - 1
    const ending = inputEnded ? 'input-ended' : await discussAnswer({ answer, verdicts, isLast }, stage)
    if (ending === 'input-ended')
      screen.show([[], [{ text: 'End of input: the session ends here.', tone: 'plain' }]])
    if (ending !== 'next') return
    screen.show([emptyLine])
  }
}

function describePlan({ startsSystem }: DrillPlan): string {
  return startsSystem
    ? 'The system starts in the background while you answer.'
    : 'Nothing is started until you ask for a proof.'
}
