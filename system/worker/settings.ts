import { z } from 'zod'
import { parseBrokers } from '../platform/kafka/parse-brokers.ts'
import { logLevels } from '../platform/log/build-logger.ts'

const milliseconds = (least: number, most: number, usual: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(least).max(most).default(usual)

const brokers = z.string().transform((text, context) => {
  try {
    return parseBrokers(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'malformed' })
    return z.NEVER
  }
})

/** What the worker reads from the environment. No admin credential is among it. */
export const workerSettingsSchema = z.object({
  EASYFLOW_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  EASYFLOW_KAFKA_BROKERS: brokers,
  EASYFLOW_ISSUER_URL: z.url(),
  EASYFLOW_WORKER_CLIENT_ID: z.string().min(1),
  EASYFLOW_WORKER_CLIENT_SECRET: z.string().min(1),
  /** A JSON array of tenant ids, read again when it changes. */
  EASYFLOW_WORKER_TENANTS_FILE: z.string().min(1),
  EASYFLOW_WORKER_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535),
  EASYFLOW_WORKER_LEASE_MS: milliseconds(300, 600_000, 10_000),
  /** Executions of one tenant at the same time. */
  EASYFLOW_WORKER_CONCURRENCY: milliseconds(1, 256, 16),
  EASYFLOW_WORKER_SWEEP_MS: milliseconds(20, 60_000, 500),
  EASYFLOW_SHUTDOWN_GRACE_MS: milliseconds(0, 60_000, 5000),
  EASYFLOW_LOG_LEVEL: z.enum(logLevels).default('info'),
})
export type WorkerSettings = z.infer<typeof workerSettingsSchema>
