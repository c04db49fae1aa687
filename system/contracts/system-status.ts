import { z } from 'zod'

export const partNames = ['postgres', 'kafka', 'issuer', 'control-plane', 'api', 'worker'] as const
export type PartName = (typeof partNames)[number]

const partSchema = z.strictObject({
  /** `null` for a part that has done its work and ended (the control plane). */
  pid: z.int().positive().nullable(),
  state: z.enum(['starting', 'ready', 'restarting', 'stopped', 'failed']),
  /** A server of somebody else that is used: not started, watched or ended here. */
  isExternal: z.literal(true).optional(),
  /** How often it died and was brought back since the system was started. */
  restarts: z.int().nonnegative(),
  logFile: z.string(),
  /** From the command to the part's own answer that it is ready. */
  readyMs: z.number().nullable(),
  /** Where it can be reached, by purpose: `{ client: '127.0.0.1:9092', admin: … }` or `{ url: 'http://…' }`. */
  addresses: z.record(z.string(), z.string()),
  /** Further files worth reading: kafka has `authorizerLog`. */
  files: z.record(z.string(), z.string()),
})

/** What `easyflow status --json` prints: all that a tool of someone else's needs to attack the system. */
export const systemStatusSchema = z.strictObject({
  version: z.literal(1),
  instance: z.string(),
  stateDirectory: z.string(),
  supervisorPid: z.int().positive(),
  /** Of the whole: `running` once every part has been ready. */
  phase: z.enum(['starting', 'running', 'stopping']),
  startedAt: z.iso.datetime(),
  parts: z.record(z.enum(partNames), partSchema),
  /** Mode 0600, see `credentialsSchema`. */
  credentialsFile: z.string(),
})
export type SystemStatus = z.infer<typeof systemStatusSchema>
export type PartStatus = z.infer<typeof partSchema>

const loginSchema = z.strictObject({ user: z.string(), password: z.string() })

/** The generated secrets of one instance. */
export const credentialsSchema = z.strictObject({
  version: z.literal(1),
  postgres: z.strictObject({
    database: z.string(),
    /** The installer: superuser, used by the control plane and the harness only. */
    admin: loginSchema,
    api: loginSchema,
    worker: loginSchema,
  }),
  kafka: z.strictObject({
    /** A super user on the INTERNAL listener (SASL PLAIN). */
    admin: loginSchema,
    broker: loginSchema,
  }),
  issuer: z.strictObject({
    worker: z.strictObject({ clientId: z.string(), clientSecret: z.string() }),
    /** By tenant id. Changes as tenants are made and removed. */
    callers: z.record(z.string(), z.strictObject({ clientId: z.string(), clientSecret: z.string() })),
  }),
})
export type Credentials = z.infer<typeof credentialsSchema>
