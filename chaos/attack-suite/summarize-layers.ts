import { suiteLayers, type SuiteLayer } from './suite-attack.ts'
import type { AttackResult } from './suite-result.ts'

export interface LayerSummary {
  readonly layer: SuiteLayer
  readonly attacks: number
  readonly refused: number
  /** How many each of them refused, most first: "api 41, database 20". */
  readonly refusedBy: string
  readonly proven: number
  readonly unproven: number
}

/** What came of the attacks of each layer that has any. */
export function summarizeLayers(results: readonly AttackResult[]): readonly LayerSummary[] {
  return suiteLayers.flatMap((layer) => {
    const own = results.filter(({ attack }) => attack.layer === layer)
    if (own.length === 0) return []
    const by = new Map<string, number>()
    for (const { outcome } of own)
      if (outcome.kind === 'refused') by.set(outcome.by, (by.get(outcome.by) ?? 0) + 1)
    const refusers = [...by].toSorted(([, one], [, other]) => other - one)
    return [
      {
        layer,
        attacks: own.length,
        refused: refusers.reduce((sum, [, count]) => sum + count, 0),
        refusedBy: refusers.map(([name, count]) => `${name} ${count}`).join(', '),
        proven: own.filter(({ proof }) => proof.kind === 'proven').length,
        unproven: own.filter(({ proof }) => proof.kind === 'unproven').length,
      },
    ]
  })
}
