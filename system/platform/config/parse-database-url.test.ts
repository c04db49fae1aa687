import { expect, test } from 'vitest'
import { formatDatabaseUrl, parseDatabaseUrl } from './parse-database-url.ts'

const there = 'postgres://easyflow_api:pass@db.example:5433/easyflow'
const full = 'sslmode=verify-full&sslrootcert=/etc/ca.pem'

test('on the loopback: plain text, 5432 unless said otherwise, escapes undone', () => {
  expect(parseDatabaseUrl('postgresql://a%40b:p%2Fw%3A@127.0.0.1/easy%20flow')).toEqual({
    host: '127.0.0.1',
    port: 5432,
    user: 'a@b',
    password: 'p/w:',
    database: 'easy flow',
  })
})

test('elsewhere with verify-full and an authority: by TLS', () => {
  expect(parseDatabaseUrl(`${there}?${full}`)).toEqual({
    host: 'db.example',
    port: 5433,
    user: 'easyflow_api',
    password: 'pass',
    database: 'easyflow',
    tls: { authority: '/etc/ca.pem' },
  })
})

test.each([
  'postgres://u:p@127.0.0.1:1/d',
  `postgres://u:p@[::1]:1/d?${full}`,
  `postgres://u%40x:p%25@h.example:1/d%2Fe?sslmode=verify-full&sslrootcert=system`,
])('%s: written as it was read', (url) => {
  const address = parseDatabaseUrl(url)
  expect(parseDatabaseUrl(formatDatabaseUrl(address))).toEqual(address)
})

/** Each of these would be spoken to in plain text, or without a look at the certificate, by some client. */
test.each([
  ['no TLS', there],
  ...['disable', 'allow', 'prefer', 'require', 'verify-ca', 'no-verify', 'VERIFY-FULL', ''].map((mode) => [
    `sslmode=${mode}`,
    `${there}?sslmode=${mode}&sslrootcert=/etc/ca.pem`,
  ]),
  ['no authority', `${there}?sslmode=verify-full`],
  ['a relative authority', `${there}?sslmode=verify-full&sslrootcert=ca.pem`],
  ['sslmode twice', `${there}?${full}&sslmode=disable`],
  ['the libpq switch', `${there}?${full}&uselibpqcompat=true`],
  ['ssl=0', `${there}?${full}&ssl=0`],
  ['a host that a parameter overrides', 'postgres://u:p@127.0.0.1/d?host=db.example'],
  ['an address that a parameter overrides', 'postgres://u:p@127.0.0.1/d?hostaddr=192.0.2.2'],
  ['a port that a parameter overrides', 'postgres://u:p@127.0.0.1/d?port=1'],
  ['an escape in the host', 'postgres://u:p@127.0.0.1%2eexample.com/d'],
  ['a name that begins like the loopback', 'postgres://u:p@127.0.0.1.example.com/d'],
  ['a list of hosts', 'postgres://u:p@127.0.0.1,db.example/d'],
  ['a list of hosts with ports', 'postgres://u:p@127.0.0.1:1,db.example:2/d'],
  ['an at sign in the login', 'postgres://u:p@127.0.0.1@db.example/d'],
  ['a socket as a host', 'postgres://u:p@%2Fvar%2Frun/d'],
  ['a socket by parameter', 'postgres:///d?host=/var/run'],
  ['a socket by scheme', 'socket://u:p@/var/run?db=d'],
  ['a bare path', '/var/run d'],
  ['key and value', 'host=127.0.0.1 user=u'],
  ['no host', 'postgres://u:p@/d'],
  ['no user', 'postgres://127.0.0.1/d'],
  ['no database', 'postgres://u:p@127.0.0.1/'],
  ['another scheme', 'http://u:p@127.0.0.1/d'],
  ['a fragment', 'postgres://u:p@127.0.0.1/d#x'],
  ['a port too high', 'postgres://u:p@127.0.0.1:65536/d'],
  ['a broken escape', 'postgres://u:%zz@127.0.0.1/d'],
  ['a line break', 'postgres://u:p@127.0.0.1/d\n'],
  ['every address there is', 'postgres://u:p@0.0.0.0/d'],
  ['IPv6 of another machine', 'postgres://u:p@[::ffff:10.0.0.1]/d'],
])('%s: refused, without a value in the message', (_, url) => {
  let message: string | undefined
  try {
    parseDatabaseUrl(url)
  } catch (error) {
    message = error instanceof TypeError ? error.message : undefined
  }
  expect(message).toMatch(/^(is|has|names) /)
  expect(message).not.toContain('example')
})
