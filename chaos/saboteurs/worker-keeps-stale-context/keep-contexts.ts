import { EasyFlowError } from '../../../system/contracts/easyflow-error.ts'
import type { WorkerReplacements } from '../../../system/worker/build-worker-process.ts'

/** What one execution after the other is run with. */
interface Context {
  /** Of whoever had it last, when it was not cleaned. */
  token: string | undefined
  /** Why it was not cleaned. */
  after: string | undefined
}

type Asked = Parameters<Parameters<NonNullable<WorkerReplacements['call']>>[0]>[0]

/**
 * The bug: contexts are used again and again, and one is cleaned only when its execution went well. After an
 * exception, a time-out or an abort the next execution, whosever it is, runs with the token of that one.
 *
 * @param note told when the database has answered to a token that was left over.
 */
export function keepContexts(
  note: (facts: Readonly<Record<string, unknown>>, event: string) => void,
): NonNullable<WorkerReplacements['call']> {
  const free: Context[] = []
  const inUse = new Map<string, Context>()
  const release = (executionId: string, after: string | undefined): void => {
    const context = inUse.get(executionId)
    if (context === undefined) return
    inUse.delete(executionId)
    if (after === undefined) context.token = undefined
    context.after = after
    free.push(context)
  }
  return (asItShouldBe) => {
    const claim = async (asked: Asked, executionId: string): Promise<unknown> => {
      const context = free.shift() ?? { token: undefined, after: undefined }
      const isStale = context.token !== undefined && context.token !== asked.token
      const facts = { tenantId: asked.tenant, after: context.after }
      context.token ??= asked.token
      inUse.set(executionId, context)
      try {
        const claimed = await asItShouldBe({ ...asked, token: context.token })
        if (isStale && claimed !== null) note(facts, 'stale-context-obeyed')
        if (claimed === null) release(executionId, isStale ? context.after : undefined)
        return claimed
      } catch (error) {
        const sqlstate = error instanceof EasyFlowError ? error.facts['sqlstate'] : undefined
        if (isStale) note({ ...facts, sqlstate }, 'stale-context-refused')
        release(executionId, isStale ? context.after : undefined)
        throw error
      }
    }
    return async (asked) => {
      const executionId = String(asked.args[0])
      if (asked.name === 'claim') return claim(asked, executionId)
      const token = inUse.get(executionId)?.token ?? asked.token
      const answer = await asItShouldBe({ ...asked, token })
      const after = endOf(asked, answer)
      if (after !== 'not yet') release(executionId, after)
      return answer
    }
  }
}

/** After what an execution gave its context back: undefined when all went well, "not yet" while it runs. */
function endOf({ name, args }: Asked, answer: unknown): string | undefined {
  switch (name) {
    case 'complete_step': {
      if (answer === null) return 'an abort'
      return JSON.stringify(answer).includes('RUNNING') ? 'not yet' : undefined
    }
    case 'renew_lease':
      return answer === false ? 'an abort' : 'not yet'
    case 'give_back':
      return 'an abort'
    case 'retry_later':
    case 'fail_execution':
      return JSON.stringify(args[3]).includes('took longer than') ? 'a time-out' : 'an exception'
    default:
      return 'not yet'
  }
}
