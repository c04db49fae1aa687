import type { AttackOutcome } from './judge-attack.ts'
import type { Verdict } from '../verdict.ts'
import type { SuiteAttack, SuiteLayer } from './suite-attack.ts'

/** What came of one attack and of its negative control. */
export interface AttackResult {
  readonly attack: Pick<SuiteAttack, 'id' | 'layer' | 'title' | 'removes'>
  readonly outcome: AttackOutcome
  readonly proof: Proof
}

/** Whether the attack succeeds with the walls removed that it relies on. */
export type Proof =
  | { readonly kind: 'proven'; readonly with: string }
  | { readonly kind: 'unproven'; readonly why: string }
  /** The negative controls were not asked for. */
  | { readonly kind: 'not tried' }

/** The owner can do it, a superuser sees it: without that a refusal says nothing. */
export interface ControlResult {
  readonly layer: SuiteLayer
  readonly title: string
  readonly outcome: string
  readonly isAsExpected: boolean
}

/** A whole run of the suite. */
export interface SuiteResult {
  readonly results: readonly AttackResult[]
  readonly controls: readonly ControlResult[]
  /** Whether a canary, a token or a password stands in the log of any part. */
  readonly logs: Verdict
  readonly timings: readonly TimingComparison[]
  readonly elapsedMs: number
}

/** How long an answer takes that says "not here" of what does not exist, and of what is another tenant's. */
export interface TimingComparison {
  readonly title: string
  readonly samples: number
  readonly absent: { readonly medianMs: number; readonly p95Ms: number }
  readonly foreign: { readonly medianMs: number; readonly p95Ms: number }
  /** Of the rank sum test: beyond 3 either way, whoever measures can tell them apart. */
  readonly z: number
  /** Whether status, headers and body are the same, but for what names the request. */
  readonly isSameAnswer: boolean
}

export type SuiteVerdict = 'holds' | 'violated' | 'unknown'

/** One verdict over all: a leak outranks everything; what could not be tried leaves it unknown. */
export function judgeSuite({
  results,
  controls,
  logs,
}: Pick<SuiteResult, 'results' | 'controls' | 'logs'>): SuiteVerdict {
  const isBad = results.some(({ outcome }) => outcome.kind === 'leaked' || outcome.kind === 'otherwise')
  if (isBad || logs.outcome === 'violated') return 'violated'
  const isDoubtful = results.some(({ outcome }) => outcome.kind === 'unknown')
  if (
    isDoubtful ||
    results.length === 0 ||
    logs.outcome === 'unknown' ||
    controls.some(({ isAsExpected }) => !isAsExpected)
  )
    return 'unknown'
  return 'holds'
}
