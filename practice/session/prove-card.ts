import type { ProofReport } from '../../chaos/proof-report.ts'
import { worstOutcome, type Verdict } from '../../chaos/verdict.ts'
import type { RunningSystem } from '../../system/contracts/running-system.ts'
import type { Proofs, StartEvent } from '../parts.ts'
import { formatDuration } from '../../chaos/terminal/format-duration.ts'
import { span } from '../../chaos/terminal/line.ts'
import { renderProof, renderVerdict } from '../render/render-proof.ts'
import type { Interrupt } from '../terminal/interrupt.ts'
import type { Screen } from '../../chaos/terminal/screen.ts'
import type { BackgroundSystem } from './background-system.ts'
import { describeFailure } from './describe-failure.ts'
import { narrate } from './narrate.ts'
import { within } from './within.ts'

export interface ProofStage {
  readonly screen: Screen
  readonly system: BackgroundSystem
  readonly loadProofs: () => Promise<Proofs>
  readonly seed: number
  readonly without: readonly string[]
  readonly interrupt: Interrupt
  readonly now: () => number
}

export interface ProofResult {
  readonly verdict: Verdict
  readonly elapsedMs: number
}

/** How long an interrupted proof gets to heal what it broke. */
const HEAL_LIMIT_MS = 20_000

/**
 * Runs the proofs of one card on the screen, one after the other: progress, then the report. A proof that
 * throws, or a system that does not start, is `unknown` with the reason. The worst verdict is the card's.
 *
 * @throws the interruption when there is one.
 */
export async function proveCard(scenarios: readonly string[], stage: ProofStage): Promise<ProofResult> {
  const [first, ...others] = scenarios
  if (first === undefined) throw new TypeError('A card without a proof cannot be proven')
  let result = await proveOne(first, stage)
  for (const scenario of others) {
    const next = await proveOne(scenario, stage)
    const isWorse = worstOutcome([result.verdict, next.verdict]) !== result.verdict.outcome
    result = {
      verdict: isWorse ? next.verdict : result.verdict,
      elapsedMs: result.elapsedMs + next.elapsedMs,
    }
  }
  return result
}

async function proveOne(scenario: string, stage: ProofStage): Promise<ProofResult> {
  const { screen, interrupt, now } = stage
  screen.say(scenario, { lead: span('Proof', 'strong') })
  const startedAt = now()
  try {
    const system = await awaitSystem(stage)
    const report = await runNarrated(scenario, system, stage)
    screen.show([[], ...renderProof(report, screen.page), []])
    return { verdict: report.verdict, elapsedMs: report.elapsedMs }
  } catch (error) {
    interrupt.signal.throwIfAborted()
    const result = {
      verdict: { outcome: 'unknown', reason: describeFailure(error) } as const,
      elapsedMs: now() - startedAt,
    }
    screen.show([[], ...renderVerdict(result.verdict, result.elapsedMs, screen.page), []])
    return result
  }
}

/** Waits until the system is ready, showing each part's time. Says nothing when it already is. */
export async function awaitSystem({ screen, system, interrupt, now }: ProofStage): Promise<RunningSystem> {
  if (system.phase() === 'ready') return system.ready(() => undefined)
  const starting = narrate((say) => system.ready((event) => say(describeEvent(event))), {
    screen,
    now,
    awaited: 'the system',
  })
  return within(starting, { limitMs: 0, begins: interrupt.signal, what: 'The start' })
}

async function runNarrated(scenario: string, system: RunningSystem, stage: ProofStage): Promise<ProofReport> {
  const { loadProofs, seed, without, interrupt, screen, now } = stage
  const { runProof, proofNames } = await loadProofs()
  if (!proofNames.includes(scenario)) {
    throw new Error(`There is no proof named ${scenario}; there are ${proofNames.join(', ')}`)
  }
  const { signal } = interrupt
  signal.throwIfAborted()
  const proof = narrate((onProgress) => runProof(scenario, { system, seed, without, onProgress, signal }), {
    screen,
    now,
    awaited: scenario,
  })
  return within(proof, { limitMs: HEAL_LIMIT_MS, begins: signal, what: `The proof ${scenario}` })
}

function describeEvent({ part, state, elapsedMs, detail }: StartEvent): string {
  const time = elapsedMs > 0 ? ` after ${formatDuration(elapsedMs)}` : ''
  return `${part} ${state}${time}${detail === undefined ? '' : `: ${detail}`}`
}
