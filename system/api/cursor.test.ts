import { expect, test } from 'vitest'
import { formatCursor, parseCursor } from './cursor.ts'

const POSITION = {
  createdAt: '2026-01-02T03:04:05.678901Z',
  executionId: '01890000-0000-7000-8000-000000000000',
}

test('a cursor: comes back as the position it was made of', () => {
  expect(parseCursor(formatCursor(POSITION))).toEqual(POSITION)
})

test.each([
  '',
  'abc',
  Buffer.from('{}').toString('base64url'),
  formatCursor({ ...POSITION, createdAt: '0000-01-01T00:00:00.000000Z' }),
  formatCursor({ ...POSITION, createdAt: '2026-02-30T00:00:00.000000Z' }),
  formatCursor({ ...POSITION, createdAt: '2026-01-02T03:04:05Z' }),
  formatCursor({ ...POSITION, executionId: "'; select 1" }),
  `${formatCursor(POSITION)}=`,
])('%j: refused', (cursor) => {
  expect(() => parseCursor(cursor)).toThrow(expect.objectContaining({ code: 'ERR_REQUEST_INVALID' }))
})
