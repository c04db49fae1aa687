import { readPath, type HttpAnswer } from '../probes/call-http.ts'
import type { Layer } from '../proof-report.ts'

/** What an attack met: who said no and with what, or that nobody did. */
export interface Refusal {
  readonly refusedBy: Layer
  readonly answer: string
}

/** Who refused, as the api's answer tells it, and with what. A 2xx is no refusal. */
export function nameRefusal(answer: HttpAnswer): Refusal {
  const read = (path: string): string => {
    const value = readPath(answer.json, path)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  if (answer.status >= 200 && answer.status < 300)
    return { refusedBy: 'none', answer: `HTTP ${answer.status}` }
  switch (read('code')) {
    case 'ERR_DATABASE_REFUSED':
      return { refusedBy: 'database', answer: `SQLSTATE ${read('facts.sqlstate')}` }
    case 'ERR_BROKER_REFUSED':
      return {
        refusedBy: 'broker',
        answer: `Kafka error ${read('facts.kafkaCode')} ${read('facts.kafkaError')}`,
      }
    default:
      return { refusedBy: 'api', answer: `HTTP ${answer.status} ${read('code')}${answer.failure ?? ''}` }
  }
}
