import type { WatchCost } from './measure-watch-cost.ts'
import { describeCost } from './render-isolation-lines.ts'
import { faultOf, FOUND_WITHIN_MS, type IsolationResult, type IsolationSums } from './isolation-result.ts'

/** The table as a page for `docs/evidence/`. */
export function renderIsolationMarkdown(
  results: readonly IsolationResult[],
  sums: IsolationSums,
  run: {
    readonly revision: string
    readonly date: string
    readonly seconds: number
    readonly load: string
    readonly cost: WatchCost | undefined
  },
): string {
  const wrong = results.flatMap((result) => {
    const fault = faultOf(result)
    return fault === undefined ? [] : [`${result.fault.id}: ${fault}`]
  })
  const notes = results.flatMap(({ fault: { id, note } }) => (note === undefined ? [] : [`- ${id}: ${note}`]))
  return [
    '# Isolation faults\n',
    'Made by `npm run isolation-faults -- --write`: do not edit. Each fault is made on a running system by a superuser; acme',
    'attacks globex through it, with any SQL on the logins of api and worker (and, where it says acme, from within one of acme’s',
    'own functions) and a genuine token; `npx easyflow audit --watch` runs beside it as an operator’s own process; then it is',
    'healed, and the audit has to be quiet again. The faults themselves are the data of `chaos/isolation-faults/faults/`.\n',
    `${run.date}, revision ${run.revision.slice(0, 9)}, ${run.seconds} s, load average ${run.load}.\n`,
    `- ${sums.tried} faults, of which ${sums.leaking} leak; ${sums.leaksFound} of these are found, ${sums.listedLimits} are listed in [limits](../limits.md).`,
    `- Leaks unfound: **${sums.leaksUnfound}**. Controls reported: **${sums.controlsReported}** of ${sums.controls}.`,
    `- From the commit to the finding: median ${sums.medianMs ?? '-'} ms, worst ${sums.worstMs ?? '-'} ms, of ${sums.found} (goal ${FOUND_WITHIN_MS}).`,
    ...(run.cost === undefined ? [] : [`- The watch at rest takes ${describeCost(run.cost)}.`]),
    ...(wrong.length === 0 ? [] : [`- Not good enough: ${wrong.join('; ')}.`]),
    '\n`S`: leaked in a shared table with one login; `T`: with a schema and a role per tenant. A control is no hole and must not be',
    'named; _drift_ is no hole by itself, but not what was declared either: it may be named, and not as a leak.\n',
    ...table(
      ['id', 'fault', '', 'leaks', 'refused by', 'named by', 'ms'],
      results.map((result) => [
        result.fault.id,
        result.fault.title,
        kindOf(result),
        result.leaks.length === 0 ? 'no' : `**yes**: ${[...new Set(result.leaks)].join('; ')}`,
        result.refusedBy.join(', '),
        [
          ...new Set(result.findings.map(({ lint, level }) => (level === 'LEAK' ? `${lint} (LEAK)` : lint))),
        ].join(', '),
        result.foundAfterMs === null ? '' : String(result.foundAfterMs),
      ]),
    ),
    '\n## How soon each lint names it\n',
    ...table(
      ['lint', 'faults', 'median ms', 'worst ms'],
      sums.byLint.map(({ lint, count, medianMs, worstMs }) => [
        lint,
        String(count),
        String(medianMs),
        String(worstMs),
      ]),
    ),
    '\n## Where the statement differs from the list\n',
    ...notes,
    '',
  ].join('\n')
}

function kindOf({ fault }: IsolationResult): string {
  if (fault.control !== undefined) return fault.control === 'quiet' ? 'control' : 'control, drift'
  return fault.isListedLimit === true ? `${fault.design}, limit` : fault.design
}

/** With columns of one width, as the formatter wants them. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [heading, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = heading.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  const [head = [], ...body] = all
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)]
}
