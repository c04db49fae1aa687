import { exitCode, type ExitCode } from '../../system/contracts/exit-code.ts'
import { loadScenarios } from '../scenario/load-scenarios.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { emptyLine, span, type Line, type Page } from '../terminal/line.ts'
import { paragraph } from '../terminal/paragraph.ts'
import { renderTable } from '../terminal/render-table.ts'
import type { Screen } from '../terminal/screen.ts'

/** Prints every scenario with its class, its declared verdict and its title. */
export const listCommand = {
  usage: 'npm run chaos -- list',
  purpose: 'every scenario, its class, the verdict it declares, and its title',
  async run(_args: readonly string[], screen: Screen): Promise<ExitCode> {
    const scenarios = await loadScenarios()
    screen.show(renderScenarios(scenarios, screen.page))
    return exitCode.ok
  },
} as const

/** Below this the columns leave no room for a name. */
const TABLE_WIDTH_MIN = 76

export function renderScenarios(scenarios: readonly Scenario[], page: Page): readonly Line[] {
  const quick = scenarios.filter(({ isQuick }) => isQuick).length
  const end = `${scenarios.length} scenarios, ${quick} of them in the quick set (--quick)`
  const lines =
    page.width < TABLE_WIDTH_MIN
      ? scenarios.flatMap((scenario) => renderNarrow(scenario, page))
      : renderTable(
          {
            heading: ['scenario', 'class', 'declares', 'quick'],
            rows: scenarios.flatMap(({ name, failureClass, declared, isQuick, title }) => [
              [
                { text: name, tone: 'strong' as const },
                { text: failureClass },
                { text: declared.outcome },
                { text: isQuick ? 'quick' : '' },
              ],
              [{ text: title, indent: 2 }],
            ]),
          },
          page,
        )
  return [...lines, emptyLine, ...paragraph(end, page)]
}

function renderNarrow(
  { name, failureClass, declared, isQuick, title }: Scenario,
  page: Page,
): readonly Line[] {
  const facts = `${failureClass}, declares ${declared.outcome}${isQuick ? ', quick' : ''}`
  return [
    [span(name, 'strong')],
    ...paragraph(title, page, { indent: 2 }),
    ...paragraph(facts, page, { indent: 2, tone: 'faint' }),
  ]
}
