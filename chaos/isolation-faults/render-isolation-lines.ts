import { emptyLine, span, type Line, type Page, type Tone } from '../terminal/line.ts'
import { paragraph } from '../terminal/paragraph.ts'
import type { WatchCost } from './measure-watch-cost.ts'
import { faultOf, FOUND_WITHIN_MS, type IsolationResult, type IsolationSums } from './isolation-result.ts'

/** One fault: what it is, and what came of it. */
export function renderIsolationResult(result: IsolationResult, page: Page): readonly Line[] {
  const { id, title } = result.fault
  const wrong = faultOf(result)
  const tone: Tone = wrong === undefined ? 'faint' : 'bad'
  return [
    ...paragraph(title, page, { lead: span(id, 'strong'), leadWidth: 6 }),
    ...paragraph(describeResult(result), page, { indent: 6, tone }),
    ...(wrong === undefined ? [] : paragraph(wrong, page, { indent: 6, tone: 'bad' })),
  ]
}

/** In one line: leaked or not, who refused, who found it and when. */
export function describeResult({ fault, leaks, refusedBy, findings, foundAfterMs }: IsolationResult): string {
  const parts = [
    leaks.length === 0 ? 'no leak' : `LEAK (${leaks.join('; ')})`,
    ...(refusedBy.length === 0 ? [] : [`refused by ${refusedBy.join(', ')}`]),
    findings.length === 0
      ? 'not named'
      : `named by ${[...new Set(findings.map(({ lint }) => lint))].join(', ')} after ${foundAfterMs} ms`,
    ...(fault.control === undefined
      ? []
      : [fault.control === 'quiet' ? 'control' : 'control that is drift here']),
    ...(fault.isListedLimit === true ? ['listed in docs/limits.md'] : []),
  ]
  return parts.join('; ')
}

/** The sums, below the faults. */
export function renderIsolationSums(
  sums: IsolationSums,
  cost: WatchCost | undefined,
  page: Page,
): readonly Line[] {
  const line = (text: string, tone: Tone = 'plain'): readonly Line[] => paragraph(text, page, { tone })
  const judged = (count: number): Tone => (count === 0 ? 'good' : 'bad')
  return [
    emptyLine,
    ...line(
      `${sums.tried} faults: ${sums.leaking} leak, ${sums.leaksFound} of these are found, ${sums.listedLimits} listed as limits`,
    ),
    ...line(`Leaks unfound: ${sums.leaksUnfound}`, judged(sums.leaksUnfound)),
    ...line(`Controls reported: ${sums.controlsReported} of ${sums.controls}`, judged(sums.controlsReported)),
    ...line(
      sums.medianMs === null
        ? 'Nothing was found'
        : `${sums.found} found, from the commit to the finding: median ${sums.medianMs} ms, worst ${sums.worstMs} ms (goal ${FOUND_WITHIN_MS})`,
      judged(sums.foundLate),
    ),
    ...sums.byLint.flatMap(({ lint, count, medianMs, worstMs }) =>
      paragraph(`${lint}: ${count}, median ${medianMs} ms, worst ${worstMs} ms`, page, {
        indent: 2,
        tone: 'faint',
      }),
    ),
    ...(cost === undefined ? [] : line(`The watch at rest takes ${describeCost(cost)}`)),
  ]
}

/** In percent of one processor. */
export const describeCost = ({ programPercent, databasePercent }: WatchCost): string =>
  `${programPercent.toFixed(1)} % of a processor, its server process ${databasePercent.toFixed(1)} %`
