import { expect, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { buildRateLimits } from './build-rate-limits.ts'

const acme = parseTenantId('acme')
const globex = parseTenantId('globex')

test('requests up to the quota: within, and the headers count down', async () => {
  const limits = buildRateLimits({ perSecond: 2 })
  expect(await limits.countRequest(acme)).toEqual({
    isWithin: true,
    headers: { 'RateLimit-Policy': '"default";q=2;w=1', RateLimit: '"default";r=1;t=1' },
    retryAfterSeconds: 1,
  })
  expect(await limits.countRequest(acme)).toMatchObject({ headers: { RateLimit: '"default";r=0;t=1' } })
})

test('one more: over, while another tenant is not', async () => {
  const limits = buildRateLimits({ perSecond: 1 })
  await limits.countRequest(acme)
  expect(await limits.countRequest(acme)).toMatchObject({
    isWithin: false,
    headers: { RateLimit: '"default";r=0;t=1' },
    retryAfterSeconds: 1,
  })
  expect((await limits.countRequest(globex)).isWithin).toBe(true)
})

test('a burst of ten seconds: a window of ten seconds', async () => {
  const limits = buildRateLimits({ perSecond: 5, burst: 50 })
  expect((await limits.countRequest(acme)).headers['RateLimit-Policy']).toBe('"default";q=50;w=10')
})

test('failed authentications: counted by address', async () => {
  const limits = buildRateLimits({ perSecond: 1, failuresMax: 1 })
  await limits.countFailure('a')
  expect((await limits.countFailure('a')).isWithin).toBe(false)
  expect((await limits.countFailure('b')).isWithin).toBe(true)
})
