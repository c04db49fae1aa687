import { readPath, type HttpAnswer } from '../probes/call-http.ts'
import type { Refusal } from './proof-context.ts'

/** Who refused, as the api's answer tells it, and with what. A 2xx is no refusal. */
export function nameRefusal(answer: HttpAnswer): Refusal {
  const code = String(readPath(answer.json, 'code') ?? answer.failure ?? '')
  const facts = (name: string): string => String(readPath(answer.json, `facts.${name}`) ?? '')
  if (answer.status >= 200 && answer.status < 300)
    return { refusedBy: 'none', answer: `HTTP ${answer.status}` }
  if (code === 'ERR_DATABASE_REFUSED')
    return { refusedBy: 'database', answer: `SQLSTATE ${facts('sqlstate')}` }
  if (code === 'ERR_BROKER_REFUSED') {
    return { refusedBy: 'broker', answer: `Kafka error ${facts('kafkaCode')} ${facts('kafkaError')}` }
  }
  return { refusedBy: 'api', answer: `HTTP ${answer.status} ${code}` }
}
