import { afterAll, beforeAll, expect, test } from 'vitest'
import { holdLock } from '../../platform/database/hold-lock.ts'
import { openInstaller, type OpenInstaller } from '../../platform/database/with-installer.ts'
import { createDatabase } from '../../test-support/create-database.ts'
import { withKeyLock } from './with-key-lock.ts'

let url: string
let holder: OpenInstaller

beforeAll(async () => {
  url = (await createDatabase()).installerUrl
  holder = await openInstaller(url)
})
afterAll(() => holder.close())

/** What the emergency was given, while another session holds the lock until it has ended. */
async function runBesideHolder(options: { readonly answerWithinMs?: number }) {
  const installer = await openInstaller(url, options)
  const startedAt = performance.now()
  const given = await holdLock(holder, 'issuerKeys', () =>
    withKeyLock(installer, true, (one) => Promise.resolve(one === undefined ? 'nothing' : 'installer')),
  )
  await installer.close()
  return { given, tookMs: performance.now() - startedAt }
}

test('an emergency while another command holds the lock: it goes on without the database in seconds', async () => {
  const { given, tookMs } = await runBesideHolder({})

  expect(given).toBe('nothing')
  expect(tookMs).toBeLessThan(6000)
})

test('an emergency while the database does not answer: it goes on without it, and the session can be closed', async () => {
  const { given, tookMs } = await runBesideHolder({ answerWithinMs: 200 })

  expect(given).toBe('nothing')
  expect(tookMs).toBeLessThan(1900)
})

test('the connection is lost while the work is done: what was done is still told', async () => {
  const installer = await openInstaller(url)
  const told = await withKeyLock(installer, true, async () => {
    await installer.close()
    return 'done'
  })

  expect(told).toBe('done')
})

test('the lock is free: the work is given the installer', async () => {
  expect(await withKeyLock(holder, true, (one) => Promise.resolve(one === holder))).toBe(true)
})
