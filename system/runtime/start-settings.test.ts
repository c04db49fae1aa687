import { expect, test } from 'vitest'
import { requireProvable } from './external/require-provable.ts'
import { effectiveSettings, settledParts } from './effective-settings.ts'
import { loadStartSettings, passedTo } from './start-settings.ts'

const postgres = { EASYFLOW_DATABASE_URL: 'postgres://dba:hunter2hunter2@127.0.0.1/d' }
const kafka = {
  EASYFLOW_KAFKA_BROKERS: 'k.example:1',
  EASYFLOW_KAFKA_ADMIN_BROKERS: 'k.example:2',
  EASYFLOW_KAFKA_ADMIN_USER: 'ops',
  EASYFLOW_KAFKA_ADMIN_PASSWORD: 'hunter2hunter2',
}
const issuer = {
  EASYFLOW_ISSUER_URL: 'https://login.example',
  EASYFLOW_JWKS_URL: 'https://login.example/jwks',
  EASYFLOW_TOKEN_URL: 'https://login.example/token',
  EASYFLOW_WORKER_CLIENT_ID: 'fleet',
  EASYFLOW_WORKER_CLIENT_SECRET: 'hunter2hunter2',
}

test('an environment without a word for us: everything is embedded', () => {
  expect(loadStartSettings({ PATH: '/bin' })).toEqual({
    external: {},
    issuerPort: undefined,
    mayBreakExternal: false,
    given: {},
  })
})

test('all three named: all three external, and each part is passed what it reads and nothing that is said to it', () => {
  const environment = { ...postgres, ...kafka, ...issuer, EASYFLOW_RATE_LIMIT_PER_SECOND: '500' }
  const { external, given } = loadStartSettings(environment)

  expect(Object.keys(external)).toEqual(['postgres', 'kafka', 'issuer'])
  expect(passedTo('api', given)).toEqual({ EASYFLOW_RATE_LIMIT_PER_SECOND: '500' })
  expect(passedTo('worker', given)).toEqual({})
})

test.each([
  ['an own word of the start', { EASYFLOW_API_PORT: '1' }, 'EASYFLOW_API_PORT: cannot be chosen'],
  [
    'its password for the login',
    { EASYFLOW_DATABASE_API_PASSWORD: 'x'.repeat(20) },
    'API_PASSWORD: cannot be',
  ],
  ['a misspelling', { EASYFLOW_LOG_LEVLE: 'info' }, 'is EASYFLOW_LOG_LEVEL meant?'],
  ['a fault of the api', { EASYFLOW_RATE_LIMIT_PER_SECOND: 'many' }, 'PER_SECOND: is not a whole number'],
  ['a broken rule of the api', { EASYFLOW_START_WITHIN_MS: '2500' }, 'START_WITHIN_MS: is not above'],
  [
    'half a Kafka',
    { EASYFLOW_KAFKA_BROKERS: 'k.example:1' },
    'EASYFLOW_KAFKA_ADMIN_PASSWORD: is not set, and',
  ],
  [
    'half an issuer',
    { EASYFLOW_JWKS_URL: 'https://i.example' },
    'EASYFLOW_WORKER_CLIENT_SECRET: is not set, and',
  ],
  ['a file for no Kafka', { EASYFLOW_KAFKA_CA_FILE: '/ca.pem' }, 'CA_FILE: belongs to an external Kafka'],
  ['an external Kafka, no port for its keys', kafka, 'EASYFLOW_ISSUER_PORT: belongs to the embedded issuer'],
  [
    'a port, no external Kafka',
    { EASYFLOW_ISSUER_PORT: '1' },
    'EASYFLOW_ISSUER_PORT: belongs to the embedded issuer',
  ],
])('%s: refused by name, without a value', (_, environment, said) => {
  expect(() => loadStartSettings(environment)).toThrow(
    expect.objectContaining({ code: 'ERR_SETTINGS_INVALID' }),
  )
  expect(() => loadStartSettings(environment)).toThrow(said)
  expect(() => loadStartSettings(environment)).not.toThrow(/hunter2/)
})

test('what is in effect, for every part: no secret and no password in a URL', () => {
  const { given } = loadStartSettings({ ...postgres, ...kafka, ...issuer })
  const all = settledParts.flatMap((part) => effectiveSettings(part, given, undefined))

  expect(all).toContainEqual({
    part: 'runtime',
    name: 'EASYFLOW_DATABASE_URL',
    value: 'postgres://dba:***@127.0.0.1/d',
    source: 'environment',
  })
  expect(all).toContainEqual({
    part: 'runtime',
    name: 'EASYFLOW_WORKER_CLIENT_SECRET',
    value: 'set',
    source: 'environment',
  })
  expect(JSON.stringify(all)).not.toContain('hunter2')
})

test('proofs with a server of somebody else: refused, unless it is said that it may be broken', () => {
  expect(() => requireProvable({})).not.toThrow()
  expect(() => requireProvable(postgres)).toThrow(expect.objectContaining({ code: 'ERR_SERVER_UNSUITABLE' }))
  expect(() => requireProvable({ ...postgres, EASYFLOW_BREAK_EXTERNAL_SERVERS: 'yes' })).toThrow(
    /is not one of/,
  )
  expect(() =>
    requireProvable({ ...postgres, EASYFLOW_BREAK_EXTERNAL_SERVERS: 'yes-break-them' }),
  ).not.toThrow()
})
