import { expect, test } from 'vitest'
import { loadSettings } from '../platform/config/load-settings.ts'
import { apiSettingsSchema } from './settings.ts'

const environment = {
  EASYFLOW_API_PORT: '8080',
  EASYFLOW_DATABASE_URL: 'postgres://easyflow_api@127.0.0.1/easyflow',
  EASYFLOW_KAFKA_BROKERS: '127.0.0.1:9092',
  EASYFLOW_ISSUER_URL: 'https://issuer.invalid',
  EASYFLOW_JWKS_URL: 'https://issuer.invalid/jwks',
}

test('the least that must be set: everything else has its default', () => {
  expect(loadSettings(apiSettingsSchema, environment)).toMatchObject({
    EASYFLOW_API_PORT: 8080,
    EASYFLOW_RATE_LIMIT_PER_SECOND: 50,
    EASYFLOW_PUBLISH_LIMIT_MS: 1000,
    EASYFLOW_START_WITHIN_MS: 5000,
  })
})

test.each([
  ['EASYFLOW_JWKS_URL', 'http://issuer.invalid/jwks'],
  ['EASYFLOW_JWKS_URL', 'file:///etc/passwd'],
  ['EASYFLOW_RATE_LIMIT_PER_SECOND', '0'],
  ['EASYFLOW_RATE_LIMIT_PER_SECOND', 'many'],
  // Less than publishing and taking back may last together.
  ['EASYFLOW_START_WITHIN_MS', '3000'],
])('%s=%s: refused by name', (name, value) => {
  expect(() => loadSettings(apiSettingsSchema, { ...environment, [name]: value })).toThrow(
    expect.objectContaining({ code: 'ERR_SETTINGS_INVALID', facts: { variables: name } }),
  )
})
