import { expect, test } from 'vitest'
import { parseTenantId, type TenantId } from '../../../system/contracts/tenant-id.ts'
import { presentUnsigned } from './present-unsigned.ts'

const acme = parseTenantId('acme')
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const genuine = (jti: string): string =>
  `${encode({ alg: 'RS256' })}.${encode({ jti, sub: 'worker-1' })}.c2ln`

test('a worker that presents unsigned tokens: the claims of its own, the principal as subject, no signature', async () => {
  const { tokens } = sourceOf('first')
  const [header = '', payload = '', signature] = (await tokens.tokenFor(acme)).split('.')

  expect([header, payload].map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))).toEqual([
    { alg: 'none' },
    { jti: 'first', sub: 'tenant:acme:worker' },
  ])
  expect(signature).toBe('')
})

test('its own token is renewed: the next one presented is made of the new one', async () => {
  const { tokens, renew } = sourceOf('first')
  const first = await tokens.tokenFor(acme)
  expect(await tokens.tokenFor(acme)).toBe(first)
  renew('second')
  expect(await tokens.tokenFor(acme)).not.toBe(first)
})

test('an unsigned token is refused: the genuine one it was made of is forgotten', async () => {
  const { tokens, forgotten } = sourceOf('first')
  tokens.forget(acme, await tokens.tokenFor(acme))
  expect(forgotten).toEqual([[acme, genuine('first')]])
})

function sourceOf(jti: string): {
  readonly tokens: ReturnType<typeof presentUnsigned>
  readonly renew: (jti: string) => void
  readonly forgotten: readonly (readonly [TenantId, string])[]
} {
  let token = genuine(jti)
  const forgotten: [TenantId, string][] = []
  const tokens = presentUnsigned({
    tokenFor: () => Promise.resolve(token),
    forget: (tenant, of) => void forgotten.push([tenant, of]),
  })
  return { tokens, renew: (next) => (token = genuine(next)), forgotten }
}
