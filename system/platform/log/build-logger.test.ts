import { expect, test } from 'vitest'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { buildLogger, type Logger } from './build-logger.ts'

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhY21lIn0.c2lnbmF0dXJl'

function createLog(): { log: Logger; lines: () => Record<string, unknown>[]; text: () => string } {
  const written: string[] = []
  const log = buildLogger({
    part: 'api',
    level: 'trace',
    stream: { write: (line) => void written.push(line) },
  })
  return {
    log,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => written.join(''),
  }
}

test('an event with facts: one JSON line with both, the part and a time', () => {
  const { log, lines } = createLog()

  log.info({ executionId: 'e-1', attempt: 2 }, 'step-claimed')

  expect(lines()).toMatchObject([
    { level: 'info', part: 'api', executionId: 'e-1', attempt: 2, msg: 'step-claimed' },
  ])
  expect(new Date(String(lines()[0]?.['time'])).getTime()).not.toBeNaN()
})

test.each([
  'authorization',
  'Authorization',
  'access_token',
  'token',
  'password',
  'client_secret',
  'clientSecret',
  'input',
  'payload',
  'body',
  'idempotency-key',
])('a member called %s, at the top or deep inside: blotted out', (name) => {
  const { log, text } = createLog()

  log.info({ [name]: 'hunter2', outer: { list: [{ [name]: { inner: 'hunter2' } }] } }, 'event')

  expect(text()).not.toContain('hunter2')
  expect(text().match(/\[redacted\]/g)).toHaveLength(2)
})

test('a token or a password inside an innocent string: blotted out, the rest stays', () => {
  const { log, lines, text } = createLog()

  log.warn({ note: `refused ${TOKEN} today`, address: 'postgres://api:hunter2@127.0.0.1/easyflow' }, 'event')

  expect(text()).not.toMatch(/eyJ|hunter2/)
  expect(lines()[0]).toMatchObject({ note: 'refused [redacted] today' })
})

test('an error of a third party: its name, code and frames, not its message', () => {
  const { log, lines, text } = createLog()
  const error = Object.assign(new Error('Key (email)=(ada@example.com) exists'), {
    code: '23505',
    detail: 'ada',
  })

  log.error({ err: error }, 'event')
  log.error(error, 'event')

  expect(text()).not.toContain('ada')
  expect(lines()).toMatchObject([{ err: { name: 'Error', code: '23505' } }, { err: { code: '23505' } }])
})

test('an error of ours: message, code and facts', () => {
  const { log, lines } = createLog()

  log.error(
    { err: new EasyFlowError('ERR_PART_FAILED', 'Kafka did not start', { facts: { part: 'kafka' } }) },
    'e',
  )

  expect(lines()[0]).toMatchObject({
    err: { code: 'ERR_PART_FAILED', message: 'Kafka did not start', facts: { part: 'kafka' } },
  })
})

test('a logger made from it: redacts as well', () => {
  const { log, text } = createLog()

  log.child({ tenantId: 'acme' }).info({ token: 'hunter2' }, 'event')

  expect(text()).toContain('"tenantId":"acme"')
  expect(text()).not.toContain('hunter2')
})
