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
      /** Claims of it that ended because nobody held on to them. */
      leasesLost: z.int(),
      /** Whose canary the input carries. */
      canaryOf: z.string().nullable(),
      /** By the database's clock; null: not yet. */
      acceptedAtEpochMs: z.number(),
      startByEpochMs: z.number().nullable(),
      startedAtEpochMs: z.number().nullable(),
      endedAtEpochMs: z.number().nullable(),
    }),
  ),
  /** Every effect of an execution of this run, or that carries a marker of it, wherever it lies. */
  effects: readable(
    z.strictObject({
      tenant: z.string(),
      labelled: z.string(),
      executionId: z.string(),
      stepIndex: z.int(),
      marker: z.string().nullable(),
      canaryOf: z.string().nullable(),
      /** Nothing of its execution comes after it. */
      isLastStep: z.boolean(),
      /** Of the step that recorded it; null: no such step is there. */
      attempt: z.int().nullable(),
    }),
  ),
  /** Every message of the tenants' topics, read from the first offset on, that is of this run or names one of it. */
  messages: readable(
    z.strictObject({
      tenant: z.string(),
      partition: z.int(),
      offset: z.int(),
      executionId: z.string().nullable(),
    }),
  ),
  /** How far each tenant's group has read, once it has had the time to. */
  offsets: readable(z.strictObject({ tenant: z.string(), committed: z.int(), end: z.int() })),
  /** By tenant: what nobody else may see. */
  canaries: z.record(z.string(), z.string()),
  /** What stood in a log of any part and must not: in words, never quoted. */
  logged: z.discriminatedUnion('isRead', [
    z.strictObject({
      isRead: z.literal(true),
      /** Lines looked at. */
      lines: z.int(),
      rows: z.array(z.strictObject({ explanation: z.string() })),
    }),
    z.strictObject({ isRead: z.literal(false), reason: z.string() }),
  ]),
  /** What the walls are made of (policies, flags, grants, functions, ACLs), after the run against before. */
  catalogue: z.discriminatedUnion('isRead', [
    z.strictObject({
      isRead: z.literal(true),
      /** Objects looked at. */
      objects: z.int(),
      rows: z.array(
        z.strictObject({ object: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
    }),
    z.strictObject({ isRead: z.literal(false), reason: z.string() }),
  ]),
})

export type Witnesses = z.infer<typeof witnessesSchema>
export type RowOf<Name extends 'executions' | 'effects' | 'messages' | 'offsets'> = Extract<
  Witnesses[Name],
  { isRead: true }
>['rows'][number]
/** Rows, or the reason why there are none. */
export type Readable<Row> =
  { readonly isRead: true; readonly rows: Row[] } | { readonly isRead: false; readonly reason: string }
