import { expect, test } from 'vitest'
import { z } from 'zod'
import { newExecutionId } from './new-execution-id.ts'

test('an id: a UUID of version 7 that begins with its time', () => {
  const id = newExecutionId(0x0190_0000_0001)
  expect(z.uuidv7().safeParse(id).success).toBe(true)
  expect(id.startsWith('01900000-0001-7')).toBe(true)
})

test('ids of later milliseconds: sorted after; of the same one: different', () => {
  expect(newExecutionId(1_700_000_000_000) < newExecutionId(1_700_000_000_001)).toBe(true)
  expect(new Set(Array.from({ length: 1000 }, () => newExecutionId(1))).size).toBe(1000)
})
