import { expect, test } from 'vitest'
import { checkDisclosure } from './check-disclosure.ts'

const canaries = new Map([
  ['acme', 'canary-acme-1'],
  ['globex', 'canary-globex-2'],
])

test('one foreign canary among many bytes: violated, and the witness names reader, owner and place', () => {
  const sightings = [
    { seenBy: 'acme', where: 'GET /executions', text: 'mine: canary-acme-1' },
    { seenBy: 'acme', where: 'POST /workflows/execute', text: 'error near canary-globex-2' },
  ]
  expect(checkDisclosure(sightings, canaries)).toEqual({
    outcome: 'violated',
    examined: 2,
    witnesses: [{ explanation: 'leaked: acme saw the canary of globex in POST /workflows/execute' }],
  })
})

test('a tenant that sees only its own canary: holds', () => {
  expect(checkDisclosure([{ seenBy: 'globex', where: 'a body', text: 'canary-globex-2' }], canaries)).toEqual(
    {
      outcome: 'holds',
      examined: 1,
    },
  )
})

test('no byte seen, or no canary known: unknown, never holds', () => {
  expect(checkDisclosure([{ seenBy: 'acme', where: 'a body', text: '' }], canaries)).toMatchObject({
    outcome: 'unknown',
  })
  expect(checkDisclosure([{ seenBy: 'acme', where: 'a body', text: 'x' }], new Map())).toMatchObject({
    outcome: 'unknown',
  })
})
