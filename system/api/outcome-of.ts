import { EasyFlowError } from '../contracts/easyflow-error.ts'
import type { Outcome } from './exchange.ts'

/** Names what became of a request that failed, for its line in the log: who refused it, and with what. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof EasyFlowError)) return { event: 'request-ended', level: 'warn' }
  const { code, facts } = error
  if (code.startsWith('ERR_TOKEN_')) return refusedToken(facts)
  if (code === 'ERR_RATE_LIMITED') return { event: 'rate-limited', level: 'warn', isCheap: true }
  if (code === 'ERR_FORBIDDEN') return { event: 'refused', level: 'warn', facts: { layer: 'api' } }
  if (code === 'ERR_BROKER_REFUSED' || code === 'ERR_DATABASE_REFUSED') {
    return { event: 'refused', level: 'warn', facts: refusalOf(facts, code) }
  }
  if (code === 'ERR_QUEUE_UNAVAILABLE' || code === 'ERR_OUTCOME_UNKNOWN') {
    return { event: 'rejected', level: 'warn', facts: { reason: String(facts['reason'] ?? 'unconfirmed') } }
  }
  return { event: 'request-ended' }
}

/** The verifier's own word for what is wrong with the token; never a part of it. */
function refusedToken({ reason }: EasyFlowError['facts']): Outcome {
  return {
    event: 'token-refused',
    level: 'warn',
    isCheap: true,
    facts: { layer: 'api', ...(reason === undefined ? {} : { reason }) },
  }
}

function refusalOf(facts: EasyFlowError['facts'], code: string): EasyFlowError['facts'] {
  const { sqlstate, kafkaError, kafkaCode } = facts
  return {
    layer: code === 'ERR_BROKER_REFUSED' ? 'broker' : 'database',
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(kafkaError === undefined ? {} : { kafkaError }),
    ...(kafkaCode === undefined ? {} : { kafkaCode }),
  }
}
