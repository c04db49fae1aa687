import { z } from 'zod'
import { logLevels } from '../platform/log/build-logger.ts'

/** What the issuer reads from the environment. */
export const issuerSettingsSchema = z.object({
  EASYFLOW_ISSUER_PORT: z.coerce.number().int().min(1).max(65_535),
  /** See contracts/issuer-clients.ts. Read afresh at each request for a token. */
  EASYFLOW_ISSUER_CLIENTS_FILE: z.string().min(1),
  /** A private JWKS. Read once, at the start. */
  EASYFLOW_ISSUER_KEYS_FILE: z.string().min(1),
  EASYFLOW_SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).default(2000),
  EASYFLOW_LOG_LEVEL: z.enum(logLevels).default('info'),
})
