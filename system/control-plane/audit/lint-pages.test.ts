import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const checkout = resolve(import.meta.dirname, '../../..')
const namesIn = (folder: string, extension: string): readonly string[] =>
  readdirSync(join(checkout, folder))
    .filter((name) => name.endsWith(extension))
    .map((name) => name.slice(0, -extension.length))
    .sort()
const lints = namesIn('system/database/lints', '.sql')

test('one lint, one page, and the reverse', () => {
  expect(lints.length).toBeGreaterThanOrEqual(5)
  expect(namesIn('docs/lints', '.md')).toEqual(lints)
})

test.each(lints)('the page of %s: why it matters, how it is repaired, what is left alone', (lint) => {
  const page = readFileSync(join(checkout, 'docs/lints', `${lint}.md`), 'utf8')
  const headings = [...page.matchAll(/^#+ (?<text>.+)$/gm)].map((match) => match.groups?.['text'])
  expect(headings).toEqual([lint, 'Why it matters', 'Repair', 'Left alone'])
})

test.each(lints)('the file of %s: begins with what it reports and makes the view of its name', (lint) => {
  const sql = readFileSync(join(checkout, 'system/database/lints', `${lint}.sql`), 'utf8')
  expect(sql).toMatch(/^-- Reports /)
  expect([...sql.matchAll(/^create view (\S+)/gm)].map((match) => match[1])).toEqual([
    `easyflow_audit.${lint}`,
  ])
})
