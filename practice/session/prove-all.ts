import { worstOutcome } from '../../chaos/verdict.ts'
import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import type { Card } from '../deck/card.ts'
import { formatDuration } from '../../chaos/terminal/format-duration.ts'
import { UsageError } from '../flags.ts'
import { emptyLine } from '../../chaos/terminal/line.ts'
import { renderModelAnswer } from '../render/render-deck.ts'
import { renderHeading } from '../render/render-heading.ts'
import { renderTitle } from '../render/render-question.ts'
import { renderVerdictTable, type VerdictRow } from '../render/render-verdict-table.ts'
import { describeFailure } from './describe-failure.ts'
import { awaitSystem, proveCard, type ProofResult, type ProofStage } from './prove-card.ts'
import { stopSystem } from './stop-system.ts'

/**
 * Runs the proof of every card without asking anything: the start of the system, one block a question, the
 * end of the system, a table. An interruption is thrown, the system stopped.
 */
export async function proveAll(title: string, cards: readonly Card[], stage: ProofStage): Promise<ExitCode> {
  const { screen, seed, without } = stage
  const facts = [`seed ${String(seed)}`, ...without.map((name) => `without ${name}`)].join(', ')
  screen.show(renderTitle(title, facts, screen.page))
  await requireDefences(stage)
  const results = new Map<string, ProofResult>()
  let leftNothing = false
  try {
    if (cards.some(({ proofs }) => proofs.length > 0)) await showStart(stage)
    if (isRequirementMissing(stage.system.failure())) return exitCode.unavailable
    await proveEach(cards, stage, results)
  } finally {
    leftNothing = await stopSystem(stage)
  }
  const rows = cards.map((card) => rowOf(card, results))
  screen.show([emptyLine, ...renderVerdictTable(rows, screen.page)])
  const outcome = worstOutcome([...results.values()].map(({ verdict }) => verdict))
  return exitCode[outcome === 'holds' && !leftNothing ? 'unknown' : outcome]
}

async function proveEach(
  cards: readonly Card[],
  stage: ProofStage,
  results: Map<string, ProofResult>,
): Promise<void> {
  const { screen } = stage
  for (const [index, card] of cards.entries()) {
    const label = `Question ${String(index + 1)} of ${String(cards.length)}`
    screen.show([...renderHeading(label, card.question, screen.page), emptyLine])
    if (card.proofs.length === 0) screen.show([...renderModelAnswer(card, screen.page), emptyLine])
    else results.set(card.id, await proveCard(card.proofs, stage))
  }
}

/** A misspelt defence would stay up, and the proof would show green what was meant to be red. */
async function requireDefences({ without, loadProofs }: ProofStage): Promise<void> {
  if (without.length === 0) return
  const known = Object.keys((await loadProofs()).defences)
  const unknown = without.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new UsageError(`--without knows no defence "${unknown.join('", "')}", only ${known.join(', ')}`)
}

/** A failure to start is reported by each proof as its own; here it only decides whether to go on. */
async function showStart(stage: ProofStage): Promise<void> {
  const { screen, interrupt, now } = stage
  const startedAt = now()
  screen.say('Starting the system')
  try {
    await awaitSystem(stage)
    screen.show([
      [{ text: `System ready after ${formatDuration(now() - startedAt)}`, tone: 'good' }],
      emptyLine,
    ])
  } catch (error) {
    interrupt.signal.throwIfAborted()
    screen.say(`The system did not start. ${describeFailure(error)}`, { tone: 'bad' })
    screen.show([emptyLine])
  }
}

const isRequirementMissing = (failure: unknown): boolean =>
  failure instanceof EasyFlowError && failure.code === 'ERR_REQUIREMENT_MISSING'

function rowOf({ id, question, proofs }: Card, results: ReadonlyMap<string, ProofResult>): VerdictRow {
  const result = results.get(id)
  if (result === undefined)
    return { question, outcome: proofs.length === 0 ? null : 'unknown', elapsedMs: null }
  return { question, outcome: result.verdict.outcome, elapsedMs: result.elapsedMs }
}
