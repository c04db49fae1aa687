import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { requireSums } from './find-kafka-jars.ts'

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const SUMS = `${sumOf('one')}  a.jar\n${sumOf('two')}  b.jar\n`

async function createFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'easyflow-jars-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

test('the recorded jars: taken, in order', async () => {
  expect(await requireSums(await createFolder({ 'b.jar': 'two', 'a.jar': 'one' }), SUMS)).toEqual([
    'a.jar',
    'b.jar',
  ])
})

test.each([
  { situation: 'changed', files: { 'a.jar': 'one', 'b.jar': 'tw0' }, jar: 'b.jar' },
  { situation: 'missing', files: { 'b.jar': 'two' }, jar: 'a.jar' },
  { situation: 'one too many', files: { 'a.jar': 'one', 'b.jar': 'two', 'c.jar': 'x' }, jar: 'c.jar' },
])('a jar that is $situation: refused by name', async ({ files, jar }) => {
  const refusal: unknown = await requireSums(await createFolder(files), SUMS).catch((error: unknown) => error)

  expect(refusal).toMatchObject({ code: 'ERR_PART_FAILED', facts: { jar } })
})
