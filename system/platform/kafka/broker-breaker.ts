import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

/** How long the broker is left alone before one request tries it again. */
const PAUSE_MS = 1000
const FAILURES_IN_A_ROW = 3

export interface BrokerBreaker {
  /** @throws {EasyFlowError} ERR_QUEUE_UNAVAILABLE, `perhapsSent` false, without trying, while it is open. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
  /** True while `run` would not try. False again when the pause is over: somebody has to find out. */
  isOpen(): boolean
}

/** Counts only failures in which the broker said nothing: a refused token must not close the door for others. */
export function buildBrokerBreaker(now: () => number = Date.now): BrokerBreaker {
  const policy = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: PAUSE_MS,
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  })
  let openedAt = 0
  policy.onBreak(() => {
    openedAt = now()
  })
  return {
    run: async (work) => {
      try {
        return await policy.execute(work)
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error
        throw new EasyFlowError('ERR_QUEUE_UNAVAILABLE', 'The broker was found to be down a moment ago', {
          facts: { reason: 'breaker', brokerAnswered: false, perhapsSent: false },
        })
      }
    },
    isOpen: () =>
      policy.state === CircuitState.HalfOpen ||
      (policy.state === CircuitState.Open && now() - openedAt < PAUSE_MS),
  }
}

function isOutage(error: unknown): boolean {
  return (
    error instanceof EasyFlowError &&
    error.code === 'ERR_QUEUE_UNAVAILABLE' &&
    error.facts['brokerAnswered'] !== true &&
    error.facts['reason'] !== 'aborted'
  )
}
