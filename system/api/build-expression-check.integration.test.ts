import { expect, test } from 'vitest'
import { eventually } from '../test-support/eventually.ts'
import { buildExpressionCheck } from './build-expression-check.ts'

/** JSONata looks for each parent along the whole path. */
const DEAR = `a${'.%'.repeat(999)}`
const dear = Array.from({ length: 32 }, () => DEAR)

test('expressions: each told whether it can be compiled', async () => {
  const check = buildExpressionCheck()
  expect(await check('acme', ['1 + 1', '1 +', '$sum(a)'])).toEqual([true, false, true])
  expect(await check('acme', [])).toEqual([])
})

test('expressions that take long to compile: this thread goes on meanwhile', async () => {
  const check = buildExpressionCheck({ limitMs: 60_000 })
  await check('acme', ['1'])
  let turns = 0
  const timer = setInterval(() => (turns += 1), 5)
  const before = performance.eventLoopUtilization()
  await check('acme', dear.slice(0, 8))
  const { utilization } = performance.eventLoopUtilization(before)
  clearInterval(timer)
  expect(turns).toBeGreaterThan(10)
  expect(utilization).toBeLessThan(0.5)
})

test('expressions that take too long: no answer, and the next are answered', async () => {
  const check = buildExpressionCheck({ limitMs: 30 })
  expect(await check('acme', dear)).toBeUndefined()
  expect(await eventually('an answer', () => check('acme', ['1']), { withinMs: 10_000 })).toEqual([true])
})

test('a tenant with many definitions: its fifth is refused, and another tenant goes before its second', async () => {
  const check = buildExpressionCheck({ limitMs: 60_000 })
  const order: string[] = []
  const noted = async (name: string, work: Promise<unknown>): Promise<void> => {
    await work
    order.push(name)
  }
  const short = dear.slice(0, 1)
  const all = ['acme 1', 'acme 2', 'acme 3', 'acme 4'].map((name) => noted(name, check('acme', short)))
  await expect(check('acme', ['1'])).rejects.toMatchObject({ code: 'ERR_RATE_LIMITED' })
  await Promise.all([...all, noted('globex', check('globex', ['1']))])
  expect(order.indexOf('globex')).toBe(1)
})
