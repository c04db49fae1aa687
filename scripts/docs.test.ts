import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { listPriceUsd, modes } from '../system/contracts/execution.ts'
import { tokenRoles } from '../system/contracts/token.ts'

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const pages = listPages()
const glossary = read('docs/glossary.md')

/** One word a concept: these are the ones that code, tests and documents use. */
const words =
  `tenant workflow execution step attempt lease mode message hint topic token principal scope layer fault attack
  probe workload operation history evidence invariant checker verdict witness scenario drill lint exemption`.split(
    /\s+/,
  )

test('there are pages to look at', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/glossary.md', 'docs/limits.md']))
})

test.each(pages)('%s: every link to a file or heading of ours leads somewhere', (page) => {
  const broken = linksOf(page).filter((link) => !leadsSomewhere(page, link))

  expect(broken).toEqual([])
})

test('the alarm: a link to a file or heading that is not there is noticed', () => {
  expect(leadsSomewhere('README.md', 'docs/nowhere.md')).toBe(false)
  expect(leadsSomewhere('README.md', 'docs/glossary.md#nowhere')).toBe(false)
  expect(leadsSomewhere('README.md', 'docs/glossary.md#modes')).toBe(true)
})

test.each(words)('the glossary says what %s is, once', (word) => {
  expect(glossary.match(new RegExp(`^- \\*\\*${word}\\*\\*: `, 'gm'))).toHaveLength(1)
})

test.each(modes)('the glossary and the contracts give %s the same list price', (mode) => {
  const row = new RegExp(`^\\| ${mode} .*\\| \\$(?<price>[\\d.]+) +\\|$`, 'm').exec(glossary)

  expect(Number(row?.groups?.['price'])).toBe(listPriceUsd[mode])
})

test('both roles of a token are named in the glossary', () => {
  for (const role of tokenRoles) expect(glossary).toContain(`\`${role}\``)
})

test('the README says how to run the tests and the hostile questions', () => {
  const commands = [...read('README.md').matchAll(/^```sh\n(?<commands>[^`]+)```$/gm)].map(
    (match) => match.groups?.['commands'],
  )

  expect(commands.slice(0, 2)).toEqual(['./interview_practice.sh --hostile\n', 'npm test\n'])
})

function listPages(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '*.md']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim().split('\n')
  return listed.filter((page) => existsSync(join(root, page)))
}

/** Links to other sites are left alone: tests do not ask the network. */
function linksOf(page: string): readonly string[] {
  const links = [...read(page).matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(
    (match) => match.groups?.['target'] ?? '',
  )
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const file = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, file))) return false
  if (heading === undefined) return true
  const headings = [...read(file).matchAll(/^#+ (?<text>.+)$/gm)].map((match) =>
    slugOf(match.groups?.['text'] ?? ''),
  )
  return headings.includes(heading)
}

/** As hosting sites make anchors: lower case, punctuation gone, blanks to dashes. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
