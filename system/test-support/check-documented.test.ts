import { expect, test } from 'vitest'
import { checkDocumented } from './check-documented.ts'

const object = (name: string): object => ({
  type: 'object',
  properties: { [name]: { type: 'integer' } },
  required: [name],
})
const openApi = {
  paths: {
    '/things/{id}': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: object('size') } } },
          404: {
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
      },
    },
  },
  components: { schemas: { Problem: object('status') } },
}
const good = {
  method: 'GET',
  path: '/things/1',
  status: 200,
  contentType: 'application/json; charset=utf-8',
  body: '{"size":1}',
}
const problem = { ...good, status: 404, contentType: 'application/problem+json', body: '{"status":404}' }

test('answers as documented: nothing to say', () => {
  expect(checkDocumented(openApi, good)).toBeUndefined()
  expect(checkDocumented(openApi, problem)).toBeUndefined()
  expect(checkDocumented(openApi, { ...problem, path: '/nothing' })).toBeUndefined()
})

test.each([
  ['another status', { ...good, status: 201 }],
  ['another media type', { ...good, contentType: 'text/html' }],
  ['another body', { ...good, body: '{"size":"1"}' }],
  ['another problem', { ...problem, body: '{}' }],
  ['success at an address that is not documented', { ...good, path: '/nothing' }],
  [
    'a page of HTML at an address that is not documented',
    { ...problem, path: '/', contentType: 'text/html' },
  ],
])('%s: named', (_title, seen) => {
  expect(checkDocumented(openApi, seen)).toBeTypeOf('string')
})
