import { expect, test } from 'vitest'
import { parseLogEntry } from './log-entry.ts'
import { renderLogEntry } from './render-log-entry.ts'
import { byTime, isSelected } from './select-entries.ts'

const entryOf = (facts: object): ReturnType<typeof parseLogEntry> =>
  parseLogEntry(
    JSON.stringify({
      time: '2026-01-02T03:04:05.678Z',
      level: 'info',
      part: 'api',
      msg: 'accepted',
      ...facts,
    }),
    'api',
  )

test('a line for a person: time, part, level, event, facts', () => {
  const line = renderLogEntry(entryOf({ pid: 1, status: 202, tenantId: 'acme', traceId: 'ab' }), {
    colours: false,
  })
  expect(line).toBe('03:04:05.678 api           info  accepted status=202 tenantId=acme traceId=ab')
})

test('control characters in any member: none of them reaches the terminal', () => {
  const evil = '\u001B]0;title\u0007\u001B[2J\n\r\u009B1m\u202Eevil'
  const line = renderLogEntry(
    entryOf({ msg: evil, part: evil, level: evil, time: `T${evil}`, [evil]: { deep: evil } }),
    { colours: false },
  )
  expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/)
})

test.each([
  ['Principal = User:tenant:acme:caller is Denied on resource = Topic:LITERAL:tenant_globex_events', 'acme'],
  ['client tenant_globex_events said Principal = User:tenant:acme:caller', 'globex'],
  ['tenant_acme_events and tenant_globex_events', undefined],
  ['Principal = User:ANONYMOUS', undefined],
])("a line of the broker, %s: it is %s's", (msg, tenant) => {
  expect(entryOf({ part: 'kafka', msg }).tenantId).toBe(tenant)
})

test('two tenants with one trace id: each sees its own lines only', () => {
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }
  const entries = [
    entryOf({ ...trace, tenantId: 'acme' }),
    entryOf({ ...trace, tenantId: 'globex' }),
    entryOf(trace),
  ]
  const { tenantId } = entries[0] ?? {}
  if (tenantId === undefined) throw new Error('acme is a tenant')
  expect(entries.filter((entry) => isSelected(entry, { ...trace, tenantId }))).toEqual([entries[0]])
})

test('level and since: this level and worse ones, from that time on, in the order of time', () => {
  const entries = [
    entryOf({ level: 'error' }),
    entryOf({ time: '2026-01-01T00:00:00.000Z', level: 'fatal' }),
    entryOf({}),
  ]
  expect(byTime(entries)[0]?.level).toBe('fatal')
  expect(entries.filter((entry) => isSelected(entry, { level: 'warn', since: '2026-01-02' }))).toEqual([
    entries[0],
  ])
})

test('a line that is no JSON: shown as the words of the part whose log it is in', () => {
  expect(parseLogEntry('Killed', 'kafka')).toMatchObject({ part: 'kafka', msg: 'Killed', time: '' })
})
