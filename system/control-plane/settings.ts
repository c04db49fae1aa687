import { z } from 'zod'

/** What the control plane reads from the environment. The only process that holds admin credentials. */
export const controlPlaneSettingsSchema = z.object({
  EASYFLOW_DATABASE_URL: z.string().min(1),
  EASYFLOW_KAFKA_ADMIN_BROKERS: z.string().min(1),
  EASYFLOW_KAFKA_ADMIN_USER: z.string().min(1),
  EASYFLOW_KAFKA_ADMIN_PASSWORD: z.string().min(1),
  EASYFLOW_ISSUER_URL: z.url(),
  EASYFLOW_JWKS_URL: z.url(),
  EASYFLOW_ISSUER_CLIENTS_FILE: z.string().min(1),
  EASYFLOW_WORKER_TENANTS_FILE: z.string().min(1),
  /** Only for `bootstrap`: what the data plane's logins shall be opened with. */
  EASYFLOW_DATABASE_API_PASSWORD: z.string().min(16).optional(),
  EASYFLOW_DATABASE_WORKER_PASSWORD: z.string().min(16).optional(),
  /** Only for `bootstrap`: the seed of the demo tenants' customers and orders. */
  EASYFLOW_DEMO_SEED: z.coerce.number().int().min(0).default(2026),
})
export type ControlPlaneSettings = z.infer<typeof controlPlaneSettingsSchema>
