import { expect, test } from 'vitest'
import { readSqlFolder } from './read-sql-folder.ts'

test.each(['migrations', 'tenant/migrations'])('%s: numbered from 1 on, each number once', async (folder) => {
  const numbers = (await readSqlFolder(folder)).map(({ name }) => Number(name.slice(0, 4)))
  expect(numbers.length).toBeGreaterThan(0)
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
})
