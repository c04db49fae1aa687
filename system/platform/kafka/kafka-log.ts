import type { Logger } from '../log/build-logger.ts'

/** What this folder needs of the process's log. */
export type KafkaLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
