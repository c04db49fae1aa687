import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { renderOverview } from './overview-report.ts'
import type { ReportedRun } from './read-reported-run.ts'
import { renderRunReport } from './run-report.ts'
import { openPage } from './test-support/open-page.ts'
import { PLANTED, recordedRun } from './test-support/recorded-run.ts'

const killed: ReportedRun = {
  ...recordedRun,
  path: '/out/chaos/20260302T100000Z-killed',
  history: recordedRun.history.slice(0, 12),
  declaration: undefined,
  witnesses: undefined,
  judgement: undefined,
}
const ofRun = renderRunReport(recordedRun)
const pages: readonly [string, string][] = [
  ['of a run', ofRun],
  ['of a run that was killed', renderRunReport(killed)],
  ['over all runs', renderOverview([recordedRun, killed])],
  ['over no run', renderOverview([])],
]
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules that need no layout: contrast and sizes are looked at in a browser, by `npm run report-look`. */
async function violationsOf(html: string): Promise<readonly string[]> {
  const page = openPage(html)
  page.evaluate(axe)
  const rules = '{ rules: { "color-contrast": { enabled: false } }, resultTypes: ["violations"] }'
  const { violations } = (await page.evaluate(`axe.run(document, ${rules})`)) as {
    violations: readonly { id: string; nodes: readonly { html: string }[] }[]
  }
  page.close()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
}

test.each(pages.filter((_, index) => index !== 1))(
  'the page %s: axe finds nothing',
  { timeout: 120_000 },
  async (_what, page) => {
    expect(await violationsOf(page)).toEqual([])
  },
)

test(
  'a page without a language and with a skipped heading: axe finds both',
  { timeout: 120_000 },
  async () => {
    const broken = renderOverview([])
      .replace(' lang="en"', '')
      .replaceAll(/(<\/?)h2/g, '$1h5')
    const found = (await violationsOf(broken)).map((violation) => violation.split(':')[0])
    expect(found).toEqual(expect.arrayContaining(['html-has-lang', 'heading-order']))
  },
)

test.each(pages)('the page %s: it fetches nothing and runs nothing', (_what, page) => {
  const { all } = openPage(page)
  expect(all('script, link, iframe, img, object, embed, form')).toEqual([])
  expect(page).not.toMatch(/\bon\w+="|javascript:|@import|https?:\/\//)
  expect(all('meta[http-equiv="Content-Security-Policy"]')[0]?.getAttribute('content')).toMatch(
    /^default-src 'none'; style-src 'unsafe-inline';/,
  )
})

test("markup in an attack's answer, in evidence and in a witness: shown as text, every time", () => {
  expect(openPage(ofRun).body.textContent.split(PLANTED).length - 1).toBe(3)
})

test('every table has a caption and scopes, every drawing words and its figures as a table', () => {
  const { all } = openPage(ofRun)
  expect(all('table').filter((table) => table.querySelector('caption') === null)).toEqual([])
  expect(all('th:not([scope])')).toEqual([])
  const drawings = all('svg[role="img"]')
  expect(drawings.filter((one) => !one.querySelector('title') || !one.querySelector('desc'))).toEqual([])
  expect({ drawings: drawings.length, folded: all('figure ~ details table').length }).toEqual({
    drawings: 4,
    folded: 3,
  })
})

test('the command to run it again: the commit, the seed, and what was taken away', () => {
  expect(openPage(ofRun).all('pre')[0]?.textContent.trim()).toBe(
    'git checkout 0123456789abcdef\nnpm run chaos -- run api-believes-everything --seed 7 --without row-security',
  )
})
