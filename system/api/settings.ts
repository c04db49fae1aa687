import { z } from 'zod'
import { logLevels } from '../platform/log/build-logger.ts'
import { TAKE_BACK_LIMIT_MS } from './execute-workflow.ts'

const wholeNumber = (min: number, max: number): z.ZodCoercedNumber =>
  z.coerce.number().int().min(min).max(max)

/** Keys fetched in plain text from elsewhere would let the network choose who signs. */
const isLoopbackOrTls = (address: string): boolean => {
  const { protocol, hostname } = new URL(address)
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
  )
}

/** What the api reads from the environment. */
export const apiSettingsSchema = z
  .object({
    EASYFLOW_API_PORT: wholeNumber(0, 65_535),
    /** The login easyflow_api, which may call tenants' functions and nothing else. */
    EASYFLOW_DATABASE_URL: z.string().min(1),
    EASYFLOW_DATABASE_CONNECTIONS: wholeNumber(1, 200).default(16),
    /** host:port, several separated by commas. */
    EASYFLOW_KAFKA_BROKERS: z.string().min(1),
    EASYFLOW_ISSUER_URL: z.url(),
    /** https, or on the loopback. */
    EASYFLOW_JWKS_URL: z.url().refine(isLoopbackOrTls),
    /** Requests per second and tenant. */
    EASYFLOW_RATE_LIMIT_PER_SECOND: wholeNumber(1, 1_000_000).default(50),
    /** Requests a tenant may make at once. Default: one second's. */
    EASYFLOW_RATE_LIMIT_BURST: wholeNumber(1, 10_000_000).optional(),
    /** Failed authentications per address and ten seconds. */
    EASYFLOW_FAILED_AUTHENTICATIONS_MAX: wholeNumber(1, 1_000_000).default(200),
    EASYFLOW_PUBLISH_LIMIT_MS: wholeNumber(10, 60_000).default(1000),
    /** How long after being accepted a realtime execution may still be started. */
    EASYFLOW_START_WITHIN_MS: wholeNumber(10, 60_000).default(5000),
    /** While the issuer does not answer, its last keys count for this long. */
    EASYFLOW_KEYS_KEPT_MS: wholeNumber(0, 3_600_000).default(60_000),
    EASYFLOW_SHUTDOWN_GRACE_MS: wholeNumber(0, 600_000).default(5000),
    EASYFLOW_LOG_LEVEL: z.enum(logLevels).default('info'),
  })
  .refine(
    // Or a take-back could come so late that it meets the row queued again by a repeat with the same key.
    (settings) => settings.EASYFLOW_START_WITHIN_MS > settings.EASYFLOW_PUBLISH_LIMIT_MS + TAKE_BACK_LIMIT_MS,
    { path: ['EASYFLOW_START_WITHIN_MS'] },
  )
export type ApiSettings = z.infer<typeof apiSettingsSchema>
