import { expect, test } from 'vitest'
import { EasyFlowError } from '../../../system/contracts/easyflow-error.ts'
import { parseTenantId } from '../../../system/contracts/tenant-id.ts'
import type { WorkerReplacements } from '../../../system/worker/build-worker-process.ts'
import { keepContexts } from './keep-contexts.ts'

type CallTenantFunction = Parameters<NonNullable<WorkerReplacements['call']>>[0]

const acme = parseTenantId('acme')
const globex = parseTenantId('globex')
const failure = (message: string): readonly unknown[] => ['a', 1, 0, { code: 'ERR_STEP_FAILED', message }]

/** A database that takes any token, and what it was called with; refuses strangers when told to. */
function build(isStrict: boolean): {
  readonly call: CallTenantFunction
  readonly tokens: string[]
  readonly noted: string[]
} {
  const tokens: string[] = []
  const noted: string[] = []
  const asItShouldBe: CallTenantFunction = ({ tenant, token, name }) => {
    tokens.push(token)
    if (isStrict && token !== `${tenant}'s`) {
      const facts = { sqlstate: '28000' }
      return Promise.reject(new EasyFlowError('ERR_DATABASE_REFUSED', 'Refused', { facts }))
    }
    return Promise.resolve(name === 'claim' ? {} : name === 'renew_lease' ? false : { status: 'COMPLETE' })
  }
  const call = keepContexts(({ after }, event) => noted.push(`${event} after ${String(after)}`))(
    asItShouldBe,
    { tokenFor: () => Promise.resolve(''), forget: () => undefined },
  )
  return { call, tokens, noted }
}

test.each([
  ['an exception', 'fail_execution', failure('on purpose')],
  ['a time-out', 'fail_execution', failure('The step took longer than 100 ms')],
  ['an abort', 'renew_lease', ['a', 1, 1000]],
])('after %s: the next execution is claimed with the token of that one', async (after, name, args) => {
  const { call, tokens, noted } = build(false)
  await call({ tenant: acme, token: "acme's", name: 'claim', args: ['a'] })
  await call({ tenant: acme, token: "acme's", name, args })
  await call({ tenant: globex, token: "globex's", name: 'claim', args: ['b'] })
  expect(tokens).toEqual(["acme's", "acme's", "acme's"])
  expect(noted).toEqual([`stale-context-obeyed after ${after}`])
})

test('an execution that went well: the next one has its own token', async () => {
  const { call, tokens, noted } = build(false)
  await call({ tenant: acme, token: "acme's", name: 'claim', args: ['a'] })
  await call({ tenant: acme, token: "acme's", name: 'complete_step', args: ['a', 1, 0, {}] })
  await call({ tenant: globex, token: "globex's", name: 'claim', args: ['b'] })
  expect(tokens.at(-1)).toBe("globex's")
  expect(noted).toEqual([])
})

test('a token that is refused: it is noted, and stays for the next one as well', async () => {
  const { call, tokens, noted } = build(true)
  await call({ tenant: acme, token: "acme's", name: 'claim', args: ['a'] })
  await call({ tenant: acme, token: "acme's", name: 'fail_execution', args: failure('on purpose') })
  for (const id of ['b', 'c']) {
    const claim = call({ tenant: globex, token: "globex's", name: 'claim', args: [id] })
    await expect(claim).rejects.toMatchObject({ code: 'ERR_DATABASE_REFUSED' })
  }
  expect(tokens.slice(2)).toEqual(["acme's", "acme's"])
  expect(noted).toEqual(Array(2).fill('stale-context-refused after an exception'))
})
