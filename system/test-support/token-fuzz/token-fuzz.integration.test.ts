import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyIssuerKeys } from '../../control-plane/copy-issuer-keys.ts'
import { createDatabase } from '../create-database.ts'
import { openSuperuser, type Superuser } from '../open-superuser.ts'
import { createTestIssuer, type TestIssuer } from '../test-issuer.ts'
import { buildApiJudge } from './build-api-judge.ts'
import { measureTokens } from './measure-tokens.ts'
import { openDatabaseJudge } from './open-database-judge.ts'
import { planMutants, type Mutant } from './plan-mutants.ts'
import { publishFuzzKeys } from './publish-fuzz-keys.ts'
import { renderDisagreement, renderFuzz } from './render-fuzz.ts'
import { findTooSlow } from './render-times.ts'
import { judgeAll, runFuzz, type FuzzParties } from './run-fuzz.ts'
import { createSlowTokens } from './slow-tokens.ts'
import { shrinkMutant } from './shrink-mutant.ts'
import type { EditClass } from './token-edit.ts'

/** `npm run fuzz-tokens` tries 10,000 of them, and asks a broker as well. */
const SAMPLE = 300

let issuer: TestIssuer
let database: Superuser
let parties: FuzzParties

beforeAll(async () => {
  issuer = await createTestIssuer()
  database = await openSuperuser((await createDatabase()).installerUrl)
  const keys = publishFuzzKeys(issuer)
  await copyIssuerKeys(database, issuer)
  parties = { keys, askApi: buildApiJudge(issuer), askDatabase: await openDatabaseJudge(database) }
})
afterAll(async () => {
  await database.close()
  await issuer.close()
})

test('mutated tokens: api and database agree on every one, and accept enough of them for that to mean something', async () => {
  const judged = await runFuzz(planMutants(1, SAMPLE), parties)
  const wrong = judged.filter(({ disagreement }) => disagreement !== undefined)
  expect(wrong.map((one) => renderDisagreement(one))).toEqual([])
  const accepted = judged.filter(({ api }) => api.accepted)
  expect(accepted.length).toBeGreaterThan(0.1 * SAMPLE)
  // Not only those that were meant to be harmless.
  expect(new Set(accepted.map(({ mutant }) => mutant.of)).size).toBeGreaterThan(3)
  expect(renderFuzz(judged)).toMatch(/^all +300 /m)
}, 60_000)

test('the dearest tokens that fit into 4,096 bytes, signed and not: done with each within 100 ms', async () => {
  const tokens = createSlowTokens(parties.keys)
  expect(tokens.filter(({ make }) => make().length > 4096)).toEqual([])
  const measured = await measureTokens(tokens, parties, 2)
  expect(measured.length).toBe(tokens.length)
  expect(findTooSlow(measured)).toEqual([])
  const [one] = measured
  if (one === undefined) throw new Error('None was measured')
  expect(findTooSlow([{ ...one, databaseUs: 100_001 }, one])).toHaveLength(1)
}, 60_000)

interface Sabotage {
  readonly check: string
  /** The function of the database, what of its text is replaced, and by what. */
  readonly change: readonly [name: string, from: string, to: string]
  /** The class whose tokens have to show it. */
  readonly of: EditClass
}

const sabotages: readonly Sabotage[] = [
  sabotage('the padding round the hash', 'signature', [
    'rs256_is_valid',
    "power = ('0x' || expected)::numeric",
    "power % power(2::numeric, 256) = ('0x' || right(expected, 64))::numeric",
  ]),
  sabotage('that a signature is below the modulus', 'signature', [
    'rs256_is_valid',
    'base >= modulus',
    'base < 0',
  ]),
  sabotage("a signature's length", 'signature', [
    'rs256_is_valid',
    'length(signature) <> modulus_bytes',
    'false',
  ]),
  sabotage('duplicate members', 'claims', ['require_strict_json', 'count(*) <>', 'count(*) <']),
  sabotage('the spelling of numbers', 'json', ['require_strict_json', 'document::text !~', "'1' !~"]),
  sabotage('how deep values lie', 'json', ['require_strict_json', 'depth > 8', 'depth > 9']),
  sabotage('unused bits of base64url', 'base64url', ['decode_base64url', '<> encoded', "= ''"]),
  sabotage('foreign header members', 'header', [
    'read_header',
    'where key not in',
    "where key = '' and key not in",
  ]),
  sabotage('the algorithm', 'header', ['read_header', "<> 'RS256'", "= ''"]),
  sabotage('the principal', 'claims', ['read_claims', "<> 'tenant:' ||", "= 'tenant:' || ',' ||"]),
  sabotage('the audience', 'claims', ['read_claims', "<> 'easyflow'", "= ''"]),
  sabotage('the longest life', 'times', [
    'read_claims',
    'expires_at - issued_at > 300',
    'expires_at - issued_at > 303',
  ]),
  sabotage('the expiry, by ten seconds', 'times', [
    'read_claims',
    'expires_at <= seconds_now',
    'expires_at <= seconds_now - 10',
  ]),
  sabotage('nbf', 'times', [
    'read_claims',
    "if claims -> 'nbf' is not null",
    "if false and claims -> 'nbf' is not null",
  ]),
]

test.each(sabotages.map((one) => [one.check, one.of, one.change] as const))(
  'the alarm: without %s in the database, a token of the class %s shows it',
  async (_, of, change) => {
    const genuine = await loosen(change)
    try {
      // Far more than is needed as a rule: with a key whose modulus is near its limit, a signature that fits is rare.
      const mutants = planMutants(2, 40_000).filter((mutant) => mutant.of === of)
      let found: Mutant | undefined
      for (let at = 0; found === undefined && at < mutants.length; at += 50) {
        ;[found] = await findBad(mutants.slice(at, at + 50))
      }
      if (found === undefined) throw new Error('Nothing was noticed')
      const smallest = await shrinkMutant(found, async (one) => (await findBad([one])).length > 0)
      // Where it takes luck, as a signature that is small enough, a change less may be no luck.
      expect(smallest.edits.map(({ edit }) => edit.of)).toContain(of)
      expect(smallest.edits.length).toBeLessThanOrEqual(found.edits.length)
    } finally {
      await database.query(genuine)
    }
  },
)

test('the database as it was before: nothing is noticed', async () => {
  expect(await findBad(planMutants(3, 50))).toEqual([])
})

async function findBad(mutants: readonly Mutant[]): Promise<readonly Mutant[]> {
  const judged = await judgeAll(mutants, parties)
  return judged.filter(({ disagreement }) => disagreement !== undefined).map(({ mutant }) => mutant)
}

function sabotage(check: string, of: EditClass, change: Sabotage['change']): Sabotage {
  return { check, of, change }
}

/** Replaces a function by one that checks less; returns the statement that puts the genuine one back. */
async function loosen([name, from, to]: Sabotage['change']): Promise<string> {
  const [row] = await database.rows('select pg_get_functiondef($1::regproc) as source', [`easyflow.${name}`])
  const genuine = String(row?.['source'])
  if (genuine.split(from).length !== 2) throw new Error(`${name} does not hold once: ${from}`)
  await database.query(genuine.replace(from, () => to))
  return genuine
}
