import type { ErrorFacts } from '../../contracts/easyflow-error.ts'

/** Where this folder reports to: an event's name and facts. The process's own log fits. */
export interface KafkaLog {
  debug(event: string, facts?: ErrorFacts): void
  info(event: string, facts?: ErrorFacts): void
  warn(event: string, facts?: ErrorFacts): void
  error(event: string, facts?: ErrorFacts): void
}
