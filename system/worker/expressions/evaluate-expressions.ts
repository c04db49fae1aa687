import type { Interpreter } from './build-interpreters.ts'
import { DEPTH_MAX, RESULT_BYTES_MAX, SEQUENCE_MAX, type Evaluation } from './evaluation.ts'

/** What Postgres cannot store as jsonb: a NUL, or half of a surrogate pair. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/

/**
 * Evaluates a step's JSONata expressions.
 *
 * Bounds how long they take together, how deep they call themselves and how long a sequence grows. Nothing
 * in here can stop a regular expression or a built-in function that does not come back: that takes the end
 * of the thread.
 *
 * @returns the result as JSON text; what JSON cannot say is `null`.
 * @throws {Error} with a message for the tenant.
 */
export async function evaluateExpressions(
  interpreter: Interpreter,
  evaluation: Evaluation,
  limitMs: number,
): Promise<string> {
  const { chosenBy, expression, input, steps } = evaluation
  const endsAt = performance.now() + limitMs
  const evaluate = async (text: string, context: unknown): Promise<unknown> => {
    const timeout = Math.max(1, Math.ceil(endsAt - performance.now()))
    return (await interpreter(text, {
      timeout,
      stack: DEPTH_MAX,
      sequence: SEQUENCE_MAX,
      // An expression can reach it, and must not leave anything in what all share.
      RegexEngine: class extends RegExp {} as RegExpConstructor,
    }).evaluate(context, { input, steps })) as unknown
  }
  const chosen = chosenBy === undefined ? input : await evaluate(chosenBy, { input, steps })
  const value = expression === undefined ? chosen : await evaluate(expression, chosen)
  const json = toJson(value)
  if (Buffer.byteLength(json) > RESULT_BYTES_MAX) {
    throw new Error(`The result is larger than ${RESULT_BYTES_MAX} bytes`)
  }
  if (UNSTORABLE.test(json)) throw new Error('The result contains characters that cannot be stored')
  return json
}

function toJson(value: unknown): string {
  if (typeof value === 'function' || value === undefined) return 'null'
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new Error('The result is not a JSON value', { cause })
  }
}
