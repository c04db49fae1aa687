import { expect, test } from 'vitest'
import { settleAll } from './settle-all.ts'

test('all of it succeeds: every result, in order', async () => {
  expect(await settleAll([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two'])
})

test('one fails at once: its failure is thrown, and only when the others have ended', async () => {
  const slow = Promise.withResolvers<string>()
  let thrown: unknown
  const settling = settleAll([Promise.reject(new Error('at once')), slow.promise]).catch((error: unknown) => {
    thrown = error
  })
  await new Promise(setImmediate)
  const before = thrown
  slow.resolve('ended')
  await settling
  expect([before, thrown]).toEqual([undefined, new Error('at once')])
})
