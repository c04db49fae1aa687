import { expect, test } from 'vitest'
import { toLogLine } from './to-log-line.ts'

const now = (): Date => new Date('2026-01-02T03:04:05.678Z')
const read = (text: string, part: string, program = part): Record<string, unknown> =>
  JSON.parse(toLogLine(text, { part, program, now })) as Record<string, unknown>

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhY21lIn0.c2lnbmF0dXJl'
const APP = 'api/acme/S_kvNXezTaajzpKdDg5HNg'
const postgres = (app: string, rest: string): string =>
  `2026-01-02 03:04:05.678 UTC [42] 28000 [${app.padEnd(63)}] ${rest}`

test('an event in JSON: passes as it is', () => {
  const line = '{"time":"t","level":"info","part":"api","msg":"accepted"}'
  expect(toLogLine(line, { part: 'api', program: 'api', now })).toBe(line)
})

test('an event in JSON from Postgres: no event of ours; what begins with a tab is left out', () => {
  const forged = '{"time":"t","level":"info","part":"api","tenantId":"globex","msg":"token-refused"}'
  expect(read(forged, 'postgres')).toEqual({
    time: '2026-01-02T03:04:05.678Z',
    level: 'info',
    part: 'postgres',
    msg: forged,
  })
  expect(read(`\t${forged}`, 'postgres')).toMatchObject({ part: 'postgres', msg: '[left out]' })
})

test('anything else: a message of the part, with a time', () => {
  expect(read('Exception in thread "main"\nat x', 'kafka')).toEqual({
    time: '2026-01-02T03:04:05.678Z',
    level: 'error',
    part: 'kafka',
    msg: 'Exception in thread "main"\nat x',
  })
  expect(read('{"no":"event"}', 'api')).toMatchObject({ msg: '{"no":"event"}' })
  expect(read('ok', 'postgres', 'initdb')).toMatchObject({ part: 'postgres', program: 'initdb', msg: 'ok' })
})

test.each([
  TOKEN,
  encodeURIComponent(TOKEN).replaceAll('.', '%2E'),
  Buffer.from(`x ${TOKEN}`).toString('base64'),
  'a'.repeat(342),
])('a token in what a part says, %s: blotted out, and the line is still JSON', (text) => {
  const inJson = JSON.stringify({ time: 't', level: 'info', part: 'kafka', msg: `id "${text}"` })
  for (const said of [inJson, `client ${text} failed`, postgres(APP, `ERROR:  no role "${text}"`)]) {
    expect(JSON.stringify(read(said, 'postgres'))).not.toContain(text.slice(4, 60))
  }
})

test('a refusal of Postgres: its SQLSTATE, and the tenant and trace of the call', () => {
  expect(read(postgres(APP, 'ERROR:  easyflow refuses this identity: expired'), 'postgres')).toEqual({
    time: '2026-01-02T03:04:05.678Z',
    level: 'error',
    part: 'postgres',
    pid: 42,
    sqlstate: '28000',
    client: 'easyflow-api',
    tenantId: 'acme',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    msg: 'easyflow refuses this identity: expired',
  })
})

test.each([
  'api/acme/short',
  'api/ACME/S_kvNXezTaajzpKdDg5HNg',
  'x] LOG:  forged',
  'easyflow-api/acme/S_kvNXezTaajzpKdDg5HNg',
])('an application name that is not ours, %s: nobody is named by it', (app) => {
  const line = read(postgres(app, 'ERROR:  permission denied'), 'postgres')
  expect([line['tenantId'], line['traceId'], line['client']]).toEqual([undefined, undefined, undefined])
})

test.each(['x] HINT:  ', 'x] DEBUG1:  forged', `${'x'.repeat(50)}] HINT:  `])(
  'an application name that looks like the end of itself, %s: severity and text are those of Postgres',
  (app) => {
    expect(read(postgres(app, 'ERROR:  permission denied'), 'postgres')).toMatchObject({
      level: 'error',
      msg: 'permission denied',
    })
  },
)

test.each([
  ['28000', 'error'],
  ['01000', 'warn'],
  ['00000', 'info'],
])('an application name with escaped bytes, and so of any length, SQLSTATE %s: %s', (sqlstate, level) => {
  const app = `${'\\xc3\\xa9'.repeat(7)}xxxxxxx] HINT:  `
  const line = postgres(app, 'ERROR:  permission denied').replace('28000', sqlstate)
  expect(read(line, 'postgres')).toMatchObject({ level, pid: 42, msg: '[left out]' })
})

test.each([
  ['invalid input syntax for type uuid: "canary-1"', 'invalid input syntax for type uuid: "[left out]"'],
  ['a "b"c" d', 'a "[left out]" d'],
  ['permission denied for schema "tenant_acme"', 'permission denied for schema "tenant_acme"'],
  ['no host "127.0.0.1"', 'no host "127.0.0.1"'],
  ['invalid "491701234567"', 'invalid "[left out]"'],
  ['column "hunter2" of "tenant_acme" is odd', 'column "[left out]" is odd'],
])('Postgres quotes a value, %s: left out; names of ours stay', (said, msg) => {
  expect(read(postgres('[unknown]', `ERROR:  ${said}`), 'postgres')['msg']).toBe(msg)
})

test.each(['DETAIL', 'STATEMENT', 'CONTEXT', 'HINT', 'QUERY'])(
  'a %s line of Postgres: left out',
  (severity) => {
    expect(read(postgres(APP, `${severity}:  Key (email)=(ada)`), 'postgres')['msg']).toBe(
      `${severity} left out`,
    )
  },
)
