import { functionSchemaOf, topicOf } from '../../../system/contracts/names.ts'
import { openTokenProbe } from '../../probes/kafka-probe.ts'
import { protocolErrorOf } from '../../probes/protocol-error-of.ts'
import { sendHttp, sendSql } from '../carriers.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import { FUNCTION_WALLS, LAX_REQUEST_WALLS, type WallName } from '../walls.ts'
import { forgedTokens } from './forged-tokens.ts'
import { malformedTokens } from './malformed-tokens.ts'
import { misclaimedTokens } from './misclaimed-tokens.ts'
import { misheadedTokens } from './misheaded-tokens.ts'
import { respelledTokens } from './respelled-tokens.ts'
import { strangeTokens } from './strange-tokens.ts'
import type { TokenVariant } from './token-variant.ts'
import { unsignedTokens } from './unsigned-tokens.ts'

const variants: readonly TokenVariant[] = [
  ...unsignedTokens,
  ...forgedTokens,
  ...misheadedTokens,
  ...misclaimedTokens,
  ...malformedTokens,
  ...respelledTokens,
  ...strangeTokens,
]

/** Every variant of a token, shown to each of the verifiers that it may reach: api, database, broker. */
export const tokenAttacks: readonly SuiteAttack[] = variants.flatMap((variant) => [
  toApi(variant),
  ...(variant.isHttpOnly === true ? [] : [toDatabase(variant)]),
  ...(variant.reachesBroker === true ? [toBroker(variant)] : []),
])

function toApi(variant: TokenVariant): SuiteAttack {
  return {
    id: `L1-api-${variant.name}`,
    layer: 'L1',
    title: `show the api a token ${variant.title}`,
    allowed: [`api: ${variant.apiAnswer ?? 'HTTP 401 ERR_TOKEN_INVALID'}`],
    aim: 'read',
    removes: variant.isIllegible === true ? [] : LAX_REQUEST_WALLS,
    isLong: variant.isExtra ?? false,
    attack: (bench, signal) =>
      sendHttp(bench, { method: 'GET', path: '/executions?limit=20', token: variant.write(bench) }, signal),
  }
}

function toDatabase(variant: TokenVariant): SuiteAttack {
  return {
    id: `L1-database-${variant.name}`,
    layer: 'L1',
    title: `show the victim's function in the database a token ${variant.title}`,
    allowed: ['database: SQLSTATE 28000'],
    aim: 'read',
    removes: FUNCTION_WALLS,
    attack: (bench) =>
      sendSql(bench, {
        login: 'api',
        statement: `select ${functionSchemaOf(bench.victim)}.list_executions($1, '{"limit": 20}') as answer`,
        values: [variant.write(bench)],
      }),
  }
}

function toBroker(variant: TokenVariant): SuiteAttack {
  return {
    id: `L1-broker-${variant.name}`,
    layer: 'L1',
    title: `show the broker a token ${variant.title}`,
    allowed: ['broker: Kafka error 58 SASL_AUTHENTICATION_FAILED'],
    aim: 'be accepted',
    removes: brokerWallsOf(variant),
    attack: (bench) => produceToVictim(bench, variant.write(bench)),
  }
}

/**
 * A broker that does not verify takes unsigned tokens only; one with the attacker's key in the key set takes his; one
 * that looks at no claims takes what the issuer's key signed.
 */
function brokerWallsOf({ name, isForged }: TokenVariant): readonly WallName[] {
  if (name === 'alg-none') return ['broker-token-check']
  if (/^(expired|iss-|aud-foreign)/.test(name)) return ['broker-claims']
  return isForged === true ? ['key-set'] : []
}

/** Connects with a token and writes one message to the victim's topic. */
async function produceToVictim(bench: Bench, token: string): Promise<SuiteMet> {
  try {
    const probe = await openTokenProbe(bench.access.addresses.clientBroker, token)
    try {
      const answer = await probe.produce(topicOf(bench.victim), [{ value: 'who let this in?' }])
      if (answer.ok) return { refusedBy: 'none', answer: 'taken', text: '' }
      return brokerRefusal(answer)
    } finally {
      await probe.close()
    }
  } catch (error) {
    return brokerRefusal(protocolErrorOf(error))
  }
}

const brokerRefusal = ({ code, type }: { readonly code: number; readonly type: string }): SuiteMet => ({
  refusedBy: 'broker',
  answer: `Kafka error ${code} ${type}`,
  text: type,
})
