import { expect, test } from 'vitest'
import { eventually } from '../../system/test-support/eventually.ts'
import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import { openTestScreen } from '../test-support/open-test-screen.ts'
import { describeFailure } from './describe-failure.ts'
import { narrate } from './narrate.ts'
import { within } from './within.ts'

const now = (): number => performance.now()

test('work that says nothing for long: a sign of life names what is waited for', async () => {
  const { screen, text } = openTestScreen()
  const { promise, resolve } = Promise.withResolvers<string>()
  const told = narrate(() => promise, { screen, now, awaited: 'kafka', silenceMs: 20 })
  const wasTold = async (): Promise<true | undefined> =>
    text().includes('still waiting for kafka') ? true : undefined
  await eventually('the sign of life', wasTold, { withinMs: 2000 })
  resolve('done')
  expect(await told).toBe('done')
})

test('work that speaks: its lines, each with its time, and no sign of life', async () => {
  const { screen, text } = openTestScreen()
  const times = [0, 1500]
  await narrate(
    (say) => {
      say('the fault is in place')
      return Promise.resolve()
    },
    { screen, now: () => times.shift() ?? 1500, awaited: 'it' },
  )
  expect(text()).toBe('  1.5 s   the fault is in place\n')
})

test('work beyond its limit: rejects, naming it; work in time: its own result', async () => {
  await expect(within(new Promise(() => undefined), { limitMs: 5, what: 'It' })).rejects.toThrow(
    'It did not end within 5 ms',
  )
  expect(await within(Promise.resolve('done'), { limitMs: 5, what: 'It' })).toBe('done')
})

test('a limit that begins with a signal: not counted before', async () => {
  const abort = new AbortController()
  const work = within(new Promise(() => undefined), { limitMs: 0, begins: abort.signal, what: 'It' })
  const first = await Promise.race([work, new Promise((resolve) => setImmediate(resolve, 'waiting'))])
  expect(first).toBe('waiting')
  abort.abort()
  await expect(work).rejects.toThrow('It did not end within 0 ms')
})

test.each([
  { error: new Error('plain'), line: 'plain' },
  { error: new EasyFlowError('ERR_PART_FAILED', 'kafka ended'), line: 'ERR_PART_FAILED: kafka ended' },
  { error: new Error('outer', { cause: new Error('inner') }), line: 'outer (inner)' },
  { error: new AggregateError([new Error('a'), new Error('b')], 'both'), line: 'both; a; b' },
  { error: 'text', line: 'text' },
])('a failure reads "$line"', ({ error, line }) => {
  expect(describeFailure(error)).toBe(line)
})
