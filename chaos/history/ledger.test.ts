import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countIntended, markHealed, readUnhealed } from './ledger.ts'

const intended = (id: number, fault: string): string => JSON.stringify({ id, intended: { fault } })

async function createLedger(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'easyflow-ledger-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  await writeFile(join(directory, 'ledger.jsonl'), text)
  return directory
}

test('three faults meant, one healed: the other two are left, last first', async () => {
  const lines = [intended(1, 'a'), intended(2, 'b'), '{"id":2,"healed":true}', intended(3, 'c'), '']
  const directory = await createLedger(lines.join('\n'))

  expect(await readUnhealed(directory)).toEqual([
    { id: 3, fault: { fault: 'c' } },
    { id: 1, fault: { fault: 'a' } },
  ])
  expect(await countIntended(directory)).toBe(3)
})

test('a last line that was never written to its end: counts for nothing, and does not swallow what is written after it', async () => {
  const directory = await createLedger(`${intended(1, 'a')}\n{"id":2,"inten`)
  const before = await readUnhealed(directory)
  await markHealed(directory, [1])

  expect(before).toEqual([{ id: 1, fault: { fault: 'a' } }])
  expect(await readUnhealed(directory)).toEqual([])
})

test('a whole line of something else: refused, since a fault may stand behind it', async () => {
  const directory = await createLedger('{"id":1,"meant":{"fault":"a"}}\n')

  await expect(readUnhealed(directory)).rejects.toThrow('a line that is none of a ledger')
})
