import { z } from 'zod'

/** What was read, or why it could not be: a witness that is not there is never taken for one that saw nothing. */
const readable = <Row extends z.ZodType>(row: Row) =>
  z.discriminatedUnion('isRead', [
    z.strictObject({ isRead: z.literal(true), rows: z.array(row) }),
    z.strictObject({ isRead: z.literal(false), reason: z.string() }),
  ])

/** What is read when all has settled, by a superuser and with the harness's own clients. */
export const witnessesSchema = z.strictObject({
  /** Every execution of this run, wherever it lies. */
  executions: readable(
    z.strictObject({
      /** The tenant in whose schema it lies. */
      tenant: z.string(),
      /** What the row itself says. */
      labelled: z.string(),
      executionId: z.string(),
      marker: z.string(),
      status: z.string(),
      mode: z.string(),
      attempt: z.int(),
      effects: z.int(),
      /** Whose canary the input carries. */
      canaryOf: z.string().nullable(),
      /** By the database's clock, in milliseconds since 1970; null: not over, or not said. */
      endedAtEpochMs: z.number().nullable().optional(),
    }),
  ),
  /** Every message of the tenants' topics from the first offset on. */
  messages: readable(
    z.strictObject({ tenant: z.string(), offset: z.int(), executionId: z.string().nullable() }),
  ),
  /** How far each tenant's group has read. */
  offsets: readable(z.strictObject({ tenant: z.string(), committed: z.int(), end: z.int() })),
  /** By tenant: what nobody else may see. */
  canaries: z.record(z.string(), z.string()),
  /** What stood in a log of any part and must not: in words, never quoted. */
  logged: readable(z.strictObject({ explanation: z.string() })),
})

export type Witnesses = z.infer<typeof witnessesSchema>
