import { expect, test } from 'vitest'
import { eventually } from './eventually.ts'

test('a probe that answers on its third try: its answer, after three tries', async () => {
  let tries = 0
  const probe = async (): Promise<string | undefined> => {
    tries += 1
    return tries === 3 ? 'ready' : undefined
  }

  const value = await eventually('a third try', probe, { withinMs: 1000, everyMs: 1 })

  expect({ value, tries }).toEqual({ value: 'ready', tries: 3 })
})

test.each([null, false, 0, ''])('%j is an answer: only undefined is asked again', async (answer) => {
  expect(await eventually('an answer', async () => answer, { withinMs: 50 })).toBe(answer)
})

test('a probe that throws first: it is asked again', async () => {
  let tries = 0
  const probe = async (): Promise<number> => {
    tries += 1
    if (tries < 2) throw new Error('not yet')
    return tries
  }

  expect(await eventually('a second try', probe, { withinMs: 1000, everyMs: 1 })).toBe(2)
})

test('a limit reached: the error names what was awaited and carries the last failure', async () => {
  const refused = new Error('connection refused')
  const probe = async (): Promise<undefined> => {
    throw refused
  }

  const failure = await caught(eventually('the server to answer', probe, { withinMs: 30, everyMs: 10 }))

  expect(failure.message).toMatch(/^Waited 30 ms for the server to answer, asked [1-9]\d* times$/)
  expect(failure.cause).toBe(refused)
})

test('a limit reached with nothing thrown: no cause is made up', async () => {
  const failure = await caught(eventually('nothing', async () => undefined, { withinMs: 10, everyMs: 2 }))

  expect('cause' in failure).toBe(false)
})

test('a probe that never settles: given up at the limit, and told so', async () => {
  let told: AbortSignal | undefined
  const probe = async (signal: AbortSignal): Promise<undefined> => {
    told = signal
    return await Promise.withResolvers<undefined>().promise
  }

  const failure = await caught(eventually('the impossible', probe, { withinMs: 20 }))

  expect(failure.message).toBe('Waited 20 ms for the impossible, asked 1 times')
  expect(told?.aborted).toBe(true)
})

test('an abort while waiting: the reason is thrown at once, not the limit', async () => {
  const stop = new AbortController()
  const reason = new Error('the test is over')
  const waiting = eventually('nothing', async () => undefined, { withinMs: 60_000, signal: stop.signal })
  stop.abort(reason)

  expect(await caught(waiting)).toBe(reason)
})

test('a signal that was aborted before: the probe is never asked', async () => {
  let tries = 0
  const probe = async (): Promise<number> => {
    tries += 1
    return tries
  }

  const failure = await caught(eventually('anything', probe, { withinMs: 50, signal: AbortSignal.abort() }))

  expect({ name: failure.name, tries }).toEqual({ name: 'AbortError', tries: 0 })
})

async function caught(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('It should have thrown an Error')
}
