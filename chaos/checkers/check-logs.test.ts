import { expect, test } from 'vitest'
import { checkLogs, type Secret } from './check-logs.ts'

const SIGNATURE = 'c2lnbmF0dXJlLW9mLWEtdG9rZW4'
const TOKEN = `eyJhbGciOiJSUzI1NiJ9.eyJ0ZW5hbnQiOiJhY21lIn0.${SIGNATURE}`
const secrets: readonly Secret[] = [
  { kind: 'token', value: TOKEN },
  { kind: 'password', value: 'hunter2-and-more' },
  { kind: 'canary', value: 'canary-acme-1' },
  { kind: 'payload', value: 'queue-fails-1-abc' },
]
const CLEAN = '{"part":"api","msg":"accepted"}\n'
const parts = [
  'api',
  'worker',
  'issuer',
  'control-plane',
  'postgres',
  'kafka',
  'kafka-authorizer',
  'supervisor',
]
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const planted: Readonly<Record<string, string>> = {
  'a token': TOKEN,
  'the signature of a token alone': SIGNATURE,
  'a token, percent-encoded': TOKEN.replaceAll('.', '%2E'),
  'a token in base64': base64(TOKEN),
  'a token in base64, one byte further': base64(` ${TOKEN}`),
  'a token in base64, two bytes further': base64(`: ${TOKEN}`),
  'a token of nobody we know': 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
  'a password': 'hunter2-and-more',
  'a password in base64': base64('user:hunter2-and-more'),
  'a canary': 'note "canary-acme-1" here',
  'a payload': 'queue-fails-1-abc-acme-17',
}

test.each(Object.entries(planted))(
  '%s, in the log of any part: violated, named and not quoted',
  (_, text) => {
    for (const part of parts) {
      const logs = parts.map((name) => ({
        file: `${name}.log`,
        text: name === part ? `${CLEAN}${JSON.stringify({ part, msg: text })}\n` : CLEAN,
      }))
      const verdict = checkLogs(logs, secrets)
      expect(verdict.outcome).toBe('violated')
      const explanations =
        verdict.outcome === 'violated' ? verdict.witnesses.map((one) => one.explanation) : []
      for (const explanation of explanations) {
        expect(explanation).toContain(` in ${part}.log, line 2`)
        for (const { value } of secrets) expect(explanation).not.toContain(value)
      }
    }
  },
)

test('a secret in an older log: violated', () => {
  const logs = [
    { file: 'api.log', text: CLEAN },
    { file: 'api.log.3', text: `canary-acme-1\n` },
  ]
  expect(checkLogs(logs, secrets)).toMatchObject({ outcome: 'violated', examined: 2 })
})

test('logs without any of them: holds, with every line examined', () => {
  const logs = parts.map((name) => ({ file: `${name}.log`, text: CLEAN }))
  expect(checkLogs(logs, secrets)).toEqual({ outcome: 'holds', examined: parts.length })
})

test('no log, empty logs, no secret to look for, or one log unread: unknown', () => {
  const unread = [
    { file: 'api.log', text: CLEAN },
    { file: 'kafka.log', text: undefined },
  ]
  expect(checkLogs([], secrets).outcome).toBe('unknown')
  expect(checkLogs([{ file: 'api.log', text: '' }], secrets).outcome).toBe('unknown')
  expect(checkLogs([{ file: 'api.log', text: CLEAN }], []).outcome).toBe('unknown')
  expect(checkLogs(unread, secrets)).toEqual({ outcome: 'unknown', reason: 'Not read: kafka.log' })
})
