import { expect, test } from 'vitest'
import { blotSecrets } from './blot-secrets.ts'

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhY21lIn0.c2lnbmF0dXJl'

test.each([
  ['a token', TOKEN],
  ['its first two parts', TOKEN.split('.').slice(0, 2).join('.')],
  ['a token, percent-encoded', TOKEN.replaceAll('.', '%2E')],
  ['in base64', Buffer.from(TOKEN).toString('base64')],
  ['in base64 after one byte', Buffer.from(`x${TOKEN}`).toString('base64')],
  ['in base64 after two bytes', Buffer.from(`xy${TOKEN}`).toString('base64')],
  ['a signature alone', 'k'.repeat(342)],
])('%s, anywhere in a text: blotted out, and the rest stays', (_, secret) => {
  const safe = blotSecrets(`{"a":"before ${secret} after"}`)
  expect(safe).toContain('[redacted]')
  expect(safe).not.toMatch(/eyJ|c2lnbmF0|kkk/)
  expect(JSON.parse(safe)).toMatchObject({ a: expect.stringMatching(/^before .* after$/) as unknown })
})

test('the password of a connection string: blotted out, the rest stays', () => {
  expect(blotSecrets('to postgres://api:hunter2@127.0.0.1/easyflow')).toBe(
    'to postgres://api:[redacted]@127.0.0.1/easyflow',
  )
})

test('ids, paths and names: untouched', () => {
  const text = '4bf92f3577b34da6a3ce929d0e0e4736 01a213b0-e22f-7ad1-ad18-8d5a6eccb0ca http://127.0.0.1:1/a'
  expect(blotSecrets(text)).toBe(text)
})
