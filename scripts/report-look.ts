// npm run report-look [-- FILE.html…]: opens reports in a real Chromium at three widths, light and dark, and lets
// axe-core look for what keeps people out. Screenshots go to out/report-look. Default: every page under out/chaos.
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { exitCode } from '../system/contracts/exit-code.ts'

const ROOT = resolve(import.meta.dirname, '..')
const SHOTS = join(ROOT, 'out/report-look')
const WIDTHS = [360, 800, 1400] as const
const SCHEMES = ['light', 'dark'] as const
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
// A page from a file needs no network, so the browser is to look for none.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
]

process.exitCode = await lookAtPages(process.argv.slice(2))

async function lookAtPages(args: readonly string[]): Promise<number> {
  const program = process.env['EASYFLOW_BROWSER'] ?? BROWSERS.find((path) => existsSync(path))
  const files =
    args.length > 0 ? args.map((file) => resolve(file)) : globSync(join(ROOT, 'out/chaos/**/*.html'))
  if (program === undefined) {
    console.error(
      'NOT LOOKED AT: no Chromium was found. Install one (Debian: apt-get install chromium) or name it in EASYFLOW_BROWSER.',
    )
    return exitCode.unavailable
  }
  if (files.length === 0) {
    console.error('NOT LOOKED AT: there is no report under out/chaos. Make one: npm run chaos -- run --quick')
    return exitCode.unknown
  }
  mkdirSync(SHOTS, { recursive: true })
  const browser = await chromium.launch({ executablePath: program, args: FLAGS })
  try {
    await refuseBlindAxe(browser, files[0] ?? '')
    let found = 0
    for (const file of files) found += await lookAt(browser, file)
    console.log(
      `${files.length} pages at ${WIDTHS.join(', ')} pixels, light and dark: ${found} findings. Screenshots: ${SHOTS}`,
    )
    return found === 0 ? exitCode.ok : exitCode.violated
  } finally {
    await browser.close()
  }
}

/** An axe that finds nothing in a page made unreadable would find nothing anywhere. */
async function refuseBlindAxe(browser: Browser, file: string): Promise<void> {
  const page = await open(browser, file, { width: 800, scheme: 'light' })
  await page.addStyleTag({ content: 'body { background: #fff !important } p { color: #bbb !important }' })
  const found = await runAxe(page)
  await page.close()
  if (!found.some((finding) => finding.startsWith('color-contrast')))
    throw new Error('axe did not find grey words on white: what it says of pages means nothing')
}

async function lookAt(browser: Browser, file: string): Promise<number> {
  const name = `${basename(dirname(file))}-${basename(file, '.html')}`
  let found = 0
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      const page = await open(browser, file, { width, scheme })
      await page.screenshot({ path: join(SHOTS, `${name}-${width}-${scheme}.png`), fullPage: true })
      const findings = [...(await runAxe(page)), ...(await findOverflow(page))]
      for (const finding of findings) console.log(`${name}, ${width} pixels, ${scheme}: ${finding}`)
      found += findings.length
      await page.close()
    }
  }
  return found
}

async function open(
  browser: Browser,
  file: string,
  { width, scheme }: { readonly width: number; readonly scheme: (typeof SCHEMES)[number] },
): Promise<Page> {
  // Our own policy would keep axe out as well: what it keeps out otherwise is tested without a browser.
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    bypassCSP: true,
  })
  const { href } = pathToFileURL(file)
  page.on('request', (request) => {
    if (request.url() !== href) throw new Error(`${file} asks for ${request.url()}`)
  })
  await page.goto(href)
  return page
}

/** Findings in a line each. What axe could not decide is not among them. */
async function runAxe(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const found: unknown = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ").slice(0, 300)}`))',
  )
  if (!Array.isArray(found)) throw new Error('axe answered nothing')
  return found.map(String)
}

async function findOverflow(page: Page): Promise<readonly string[]> {
  const over: unknown = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  return over === 0 ? [] : [`the page is ${String(over)} pixels wider than the window`]
}
