import { expect, test } from 'vitest'
import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { loadSettings } from './load-settings.ts'

const schema = z.object({
  EASYFLOW_PORT: z.coerce.number().int().min(1).max(65_535),
  EASYFLOW_URL: z.url(),
  EASYFLOW_PASSWORD: z.string().min(16),
  EASYFLOW_LOG_LEVEL: z.enum(['info', 'debug']).default('info'),
})

const good = {
  EASYFLOW_PORT: '8080',
  EASYFLOW_URL: 'http://127.0.0.1:1',
  EASYFLOW_PASSWORD: 'sixteen-characters',
}

test('all there: typed, with defaults, and without what belongs to others', () => {
  expect(loadSettings(schema, { ...good, PATH: '/bin' })).toEqual({
    EASYFLOW_PORT: 8080,
    EASYFLOW_URL: 'http://127.0.0.1:1',
    EASYFLOW_PASSWORD: 'sixteen-characters',
    EASYFLOW_LOG_LEVEL: 'info',
  })
})

test('three faults: all named at once', () => {
  const error = refusalOf({ EASYFLOW_PORT: '0', EASYFLOW_PASSWORD: 'short-secret' })

  expect(error.code).toBe('ERR_SETTINGS_INVALID')
  expect(error.facts).toEqual({ variables: 'EASYFLOW_PORT, EASYFLOW_URL, EASYFLOW_PASSWORD' })
  expect(error.message).toContain('EASYFLOW_PORT: is below the least allowed, 1')
  expect(error.message).toContain('EASYFLOW_URL: is not set')
})

test.each([
  { EASYFLOW_PASSWORD: 'hunter2' },
  { EASYFLOW_URL: 'hunter2' },
  { EASYFLOW_LOG_LEVEL: 'hunter2' },
  { EASYFLOW_PORT: 'hunter2' },
])('%o: refused, and the value is not repeated', (fault) => {
  const error = refusalOf({ ...good, ...fault })

  expect(error.message).toContain(Object.keys(fault)[0])
  expect(JSON.stringify([error.message, error.facts, error.cause])).not.toContain('hunter2')
})

function refusalOf(environment: Record<string, string>): EasyFlowError {
  try {
    loadSettings(schema, environment)
  } catch (error) {
    if (error instanceof EasyFlowError) return error
  }
  throw new Error('The settings should have been refused')
}
