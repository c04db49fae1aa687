import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadSettings } from './load-settings.ts'
import { renderSettingsPage } from './render-settings-page.ts'
import { readers } from './setting.ts'
import { settingEntries, settingsOf } from './settings-catalog.ts'

test('docs/settings.md: is what `npx easyflow settings --page` prints', () => {
  expect(readFileSync('docs/settings.md', 'utf8')).toBe(renderSettingsPage())
})

test.each(readers)('%s: its schema holds exactly the variables that name it as a reader', (reader) => {
  const named = settingEntries.filter(([, { readBy }]) => readBy.includes(reader)).map(([name]) => name)

  expect(Object.keys(settingsOf(reader).shape)).toEqual(named)
})

test('api and worker: hold no credential of an administrator', () => {
  for (const part of ['api', 'worker'] as const) {
    expect(Object.keys(settingsOf(part).shape).filter((name) => /ADMIN|API_PASSWORD/.test(name))).toEqual([])
  }
})

test.each(['api', 'worker', 'control-plane'] as const)(
  '%s, servers off the loopback in plain text: each refused by name, and nothing of their addresses told',
  (part) => {
    const far = {
      EASYFLOW_DATABASE_URL: 'postgres://u:hunter2@db.example/d',
      EASYFLOW_KAFKA_BROKERS: '127.0.0.1:9092,kafka.example:9092',
      EASYFLOW_ISSUER_URL: 'http://issuer.example',
      EASYFLOW_JWKS_URL: 'http://127.0.0.1.example/jwks',
      EASYFLOW_TOKEN_URL: 'http://issuer.example/token',
      EASYFLOW_KAFKA_ADMIN_BROKERS: 'kafka.example:1,[::1]:2',
    }
    const { shape } = settingsOf(part)
    const given = Object.fromEntries(Object.entries(far).filter(([name]) => Object.hasOwn(shape, name)))
    const message = refusalOf(part, given)

    for (const name of Object.keys(given))
      expect(message).toMatch(new RegExp(`${name}: (is|has) (?!not set)`))
    expect(message).not.toMatch(/example|hunter2/)
  },
)

test('misspelt variables: named, with the one that is meant if there is one like it', () => {
  const message = refusalOf('issuer', {
    EASYFLOW_ISSUER_PORT: '1',
    EASYFLOW_ISSUER_CLIENTS_FILE: 'c',
    EASYFLOW_ISSUER_KEYS_FILE: 'k',
    EASYFLOW_LOG_LEVLE: 'hunter2',
    easyflow_log_level: 'hunter2',
    EASYFLOW_ENTIRELY_SOMETHING_ELSE_AGAIN: 'hunter2',
    EASYFLOW_RATE_LIMIT_PER_SECOND: 'of another process, so not looked at',
    OTHER: 'hunter2',
  })

  expect(message).toBe(
    'Settings are not valid:\n' +
      '  EASYFLOW_ENTIRELY_SOMETHING_ELSE_AGAIN: is no setting\n' +
      '  EASYFLOW_LOG_LEVLE: is no setting; is EASYFLOW_LOG_LEVEL meant?\n' +
      '  easyflow_log_level: is no setting; is EASYFLOW_LOG_LEVEL meant?',
  )
})

test('a rule among settings that is broken beside other faults: told along with them', () => {
  const message = refusalOf('api', { EASYFLOW_START_WITHIN_MS: '3000', EASYFLOW_RATE_LIMIT_PER_SECOND: '' })

  expect(message).toContain('EASYFLOW_API_PORT: is not set')
  expect(message).toContain('EASYFLOW_RATE_LIMIT_PER_SECOND: is not a whole number')
  expect(message).toContain('EASYFLOW_START_WITHIN_MS: is not above EASYFLOW_PUBLISH_LIMIT_MS plus 2000')
})

function refusalOf(part: (typeof readers)[number], environment: Record<string, string>): string {
  try {
    loadSettings(settingsOf(part), environment)
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error('The settings should have been refused')
}
