import { expect, test } from 'vitest'
import { findRequests } from './find-requests.ts'

test('a request hidden behind another: both are found, each with its own headers', () => {
  const found = findRequests(
    'GET /a HTTP/1.1\r\nX-One: 1\r\nContent-Length: +5\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\nX-Two: 2\r\n\r\n',
  )
  expect(found.map(({ path, headers }) => [path, headers])).toEqual([
    ['/a', { 'x-one': '1' }],
    ['/b', { 'x-two': '2' }],
  ])
})

test('a request that no parser of standing takes: lower case, tabs, no version, bare line feeds', () => {
  expect(findRequests('get\t/a\nx: 1\n\n')).toEqual([
    { method: 'GET', path: '/a', headers: { x: '1' }, body: '{}' },
  ])
  expect(findRequests('GLOBEX /a?b=1 HTTP/9\r\n\r\n')).toMatchObject([{ method: 'GET', path: '/a?b=1' }])
})

test('no line that looks like a request: none', () => {
  expect(findRequests('hello there\r\n')).toEqual([])
})
