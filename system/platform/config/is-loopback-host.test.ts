import { expect, test } from 'vitest'
import { isLoopbackHost } from './is-loopback-host.ts'

test.each([
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  'localhost',
  'LOCALHOST',
  '::1',
  '[::1]',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '[::ffff:7f00:1]',
])('%s: this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

test.each([
  '127.0.0.1.example.com',
  'localhost.example.com',
  'localhost.',
  'notlocalhost',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.0.0.01',
  '0.0.0.0',
  '::',
  '::2',
  '::1%eth0',
  '::ffff:10.0.0.1',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '128.0.0.1',
  '192.0.2.2',
  '127.0.0.1,192.0.2.2',
  '127.0.0.1 ',
  '/var/run/postgresql',
  '',
])('%j: not this machine for certain, so TLS is asked for', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})
