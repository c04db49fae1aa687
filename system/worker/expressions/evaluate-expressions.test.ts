import { expect, test } from 'vitest'
import { buildInterpreters } from './build-interpreters.ts'
import { evaluateExpressions } from './evaluate-expressions.ts'

const input = { amount: 20, lines: [{ price: 2 }, { price: 3 }] }
const steps = { totals: { orders: 7 } }
const LIMIT_MS = 500
const interpreter = buildInterpreters()('acme')

const evaluate = async (evaluation: { chosenBy?: string; expression?: string }): Promise<unknown> =>
  JSON.parse(await evaluateExpressions(interpreter, { ...evaluation, input, steps }, LIMIT_MS))

test.each([
  { evaluation: {}, expected: input },
  { evaluation: { expression: '$' }, expected: input },
  { evaluation: { expression: 'amount * 2' }, expected: 40 },
  { evaluation: { expression: '$sum(lines.price)' }, expected: 5 },
  { evaluation: { chosenBy: 'steps.totals' }, expected: { orders: 7 } },
  { evaluation: { chosenBy: 'steps', expression: 'totals.orders + $input.amount' }, expected: 27 },
  { evaluation: { expression: '$steps.totals.orders' }, expected: 7 },
  { evaluation: { expression: 'nothing.there' }, expected: null },
])('$evaluation → $expected', async ({ evaluation, expected }) => {
  expect(await evaluate(evaluation)).toEqual(expected)
})

test.each([
  ['a loop without end', '($f := function($x){$f($x)}; $f(1))', /timeout/i],
  ['a recursion without end', '($f := function($x){1 + $f($x)}; $f(1))', /./],
  ['a sequence without measure', '[1..9999999]', /./],
  ['a result too large', '$pad("", 300000, "x")', /larger than 262144 bytes/],
  ['a character that cannot be stored', '"a\\u0000b"', /cannot be stored/],
  ['half of a pair of surrogates', '"\\ud800"', /cannot be stored/],
  ['a function as the result', '{ "f": function($x){$x} }', /not a JSON value/],
  ['a syntax error', '1 +', /./],
])('%s: an error, in time', async (_, expression, message) => {
  await expect(
    evaluateExpressions(interpreter, { expression, input, steps }, LIMIT_MS),
  ).rejects.toMatchObject({
    message: expect.stringMatching(message) as string,
  })
})

test('text that only looks like what cannot be stored: stored', async () => {
  expect(await evaluate({ expression: String.raw`"back\\u0000slash"` })).toBe(String.raw`back\u0000slash`)
})

test('an expression that comes by the class of regular expressions: changes none that others use', async () => {
  // Without its mark a function is an object like any other, with all that it knows.
  const open = `$clone := function($x){$x}; $f := function($x){$x}; {"f": $f} ~> |f|{}, ["_jsonata_lambda"]|;
    $class := $f.environment.base.RegexEngine`
  expect(await evaluate({ expression: `(${open}; $type($class))` })).toBe('function')
  expect(await evaluate({ expression: `(${open}; {"c": $class} ~> |c|{"planted": 1}|; 1)` })).toBe(1)
  expect(Object.keys(RegExp)).toEqual([])
})
