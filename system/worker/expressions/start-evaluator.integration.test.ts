import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import { StepError } from '../step-failure.ts'
import { startEvaluator, type Evaluator } from './start-evaluator.ts'

const acme = parseTenantId('acme')
const globex = parseTenantId('globex')
const RUNAWAY_REGEX = '$match($pad("", 40, "a") & "b", /^(a+)+$/)'
const never = new AbortController().signal
let evaluator: Evaluator

afterEach(async () => {
  await evaluator.close()
})

const evaluate = (tenant: typeof acme, expression: string, limitMs = 2000, signal = never) =>
  evaluator.evaluate(tenant, { expression, input: { n: 20 }, steps: {} }, { limitMs, signal })

test('an expression: its value and the processor time that it took', async () => {
  evaluator = startEvaluator({ threads: 1 })
  const { value, cpuMs } = await evaluate(acme, 'n + 1')
  expect(value).toBe(21)
  expect(cpuMs).toBeGreaterThan(0)
})

test('a regular expression that never returns: its thread is ended, the next expression is answered', async () => {
  evaluator = startEvaluator({ threads: 1 })
  const runaway = evaluate(acme, RUNAWAY_REGEX, 200)
  await expect(runaway).rejects.toEqual(
    new StepError('The expression took longer than 200 ms', { isPermanent: true }),
  )
  expect(await evaluate(acme, 'n')).toMatchObject({ value: 20 })
})

test('one tenant keeps a thread busy: another tenant goes before its further expressions', async () => {
  evaluator = startEvaluator({ threads: 2 })
  const order: string[] = []
  const noted = async (name: string, work: Promise<unknown>): Promise<void> => {
    await work.catch(() => undefined)
    order.push(name)
  }
  await Promise.all([
    noted('acme 1', evaluate(acme, RUNAWAY_REGEX, 1200)),
    noted('acme 2', evaluate(acme, RUNAWAY_REGEX, 300)),
    noted('acme 3', evaluate(acme, RUNAWAY_REGEX, 300)),
    noted('globex', evaluate(globex, 'n', 20_000)),
  ])
  expect(order.indexOf('globex')).toBeLessThan(order.indexOf('acme 3'))
})

test('one tenant has many expressions that never return: another finds a thread at once', async () => {
  evaluator = startEvaluator({ threads: 2 })
  await Promise.all([evaluate(acme, 'n'), evaluate(globex, 'n')])
  const stop = new AbortController()
  const stuck = Array.from({ length: 4 }, () => evaluate(acme, RUNAWAY_REGEX, 60_000, stop.signal))
  // The four hold their threads until they are told to stop: an answer can only come from one left free.
  const answer = await evaluate(globex, 'n', 20_000)
  stop.abort()
  expect(answer).toMatchObject({ value: 20 })
  expect((await Promise.allSettled(stuck)).map(({ status }) => status)).toEqual(stuck.map(() => 'rejected'))
})

test('a signal while it runs: ended at once, and not for good', async () => {
  evaluator = startEvaluator({ threads: 1 })
  const stop = new AbortController()
  const running = evaluate(acme, RUNAWAY_REGEX, 60_000, stop.signal)
  stop.abort()
  await expect(running).rejects.toMatchObject({ name: 'StepError', isPermanent: false })
})

test('an expression that eats memory without end: only its thread is lost', async () => {
  evaluator = startEvaluator({ threads: 1 })
  const glutton = '($f := function($s){$f($s & $s)}; $f($pad("", 1000000, "x")))'
  await expect(evaluate(acme, glutton, 5000)).rejects.toMatchObject({ name: 'StepError', isPermanent: true })
  expect(await evaluate(acme, 'n')).toMatchObject({ value: 20 })
})

/** JSONata keeps its built-in functions in objects that expressions can reach, and change if they change `$clone`. */
const inPlace = (change: string): string => `($clone := function($x){$x}; ${change}; 1)`

test.each([
  ['the function that another tenant calls', '{"f": $sum} ~> |f|{"implementation": function($a){ 666 }}|'],
  [
    'what another tenant is answered for a type',
    '{"f": $type} ~> |f|{"implementation": function($a){ 666 }}|',
  ],
])('an expression that replaces %s: nobody else notices', async (_, change) => {
  evaluator = startEvaluator({ threads: 1 })
  expect(await evaluate(acme, inPlace(change))).toMatchObject({ value: 1 })
  // It did replace it, or this test would show nothing.
  expect(await evaluate(acme, '[$sum([1, 2]), $type(1)]')).toMatchObject({
    value: expect.arrayContaining([666]) as unknown,
  })
  expect(await evaluate(globex, '[$sum([1, 2]), $type(1)]')).toMatchObject({ value: [3, 'number'] })
})

test('an expression that listens in on a function: what another tenant computes stays there', async () => {
  evaluator = startEvaluator({ threads: 1 })
  const listen = inPlace(`{"f": $sum} ~> |f|{"implementation": function($a){
    ($clone := function($x){$x}; {"f": $max} ~> |f|{"stolen": $a}|; 0) }}|`)
  const heard = async (): Promise<string> => JSON.stringify((await evaluate(acme, '{"f": $max}.**')).value)
  expect(await evaluate(acme, listen)).toMatchObject({ value: 1 })
  await evaluate(acme, '$sum([11, 22])')
  expect(await heard()).toContain('11')
  await evaluate(globex, '$sum([4242, 1])')
  expect(await heard()).not.toContain('4242')
})

test("a thread in which the language's own objects can be changed: does not start", async () => {
  const thread = new Worker(new URL('evaluator-thread.ts', import.meta.url), { env: {}, execArgv: [] })
  expect(await once(thread, 'error')).toMatchObject([
    { message: expect.stringContaining('--frozen-intrinsics') as string },
  ])
})
