import { destination, pino, type DestinationStream, type Logger } from 'pino'
import type { logLevels } from './log-levels.ts'
import { currentLogScope } from './log-scope.ts'
import { redact } from './redact.ts'

export type { Logger } from 'pino'

export interface LoggerOptions {
  /** The process that speaks, as in `partNames`. */
  readonly part: string
  /** Default `info`. */
  readonly level?: (typeof logLevels)[number]
  /** Where lines go. Default: standard output, written at once so that a crash loses none. */
  readonly stream?: DestinationStream
}

/**
 * Builds a logger of JSON lines: `log.info({ executionId, attempt }, 'step-claimed')`, the event's name as
 * the message and safe facts beside it.
 *
 * What the code that speaks is working for (`withinLogScope`) stands in every line of it. Whatever a line is given, members named like a secret or a payload, and strings that look like a token,
 * are blotted out at any depth, and of an error only what cannot quote a value is kept.
 */
export function buildLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { part: options.part, pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      // pino writes into what it is given here.
      mixin: () => ({ ...currentLogScope() }),
      formatters: {
        level: (label) => ({ level: label }),
        log: (facts) => redact(facts),
      },
      // pino would turn an error into text before the formatter sees it.
      serializers: { err: (value: unknown) => value },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[]
          // A bare error would become the message, and a third party's message may quote a value.
          const given = first instanceof Error ? [{ err: redact(first) }, ...rest] : args
          method.apply(this, given as Parameters<typeof method>)
        },
      },
    },
    options.stream ?? destination({ fd: 1, sync: true }),
  )
}
