import { z } from 'zod'
import { executionStatuses, modes } from '../../system/contracts/execution.ts'

const base = { at: z.number().nonnegative() }
const layer = z.enum(['api', 'broker', 'worker', 'database', 'none'])

/** What an attack left behind, read by a superuser right after its answer. */
export const footprintSchema = z.strictObject({
  /** Rows that carry the attack's marker, in whatever table of whatever schema; only where there are any. */
  schemas: z.array(
    z.strictObject({
      schema: z.string(),
      rows: z.int(),
      /** Of these, executions that ended as REJECTED: taken back before anybody ran them. */
      rejected: z.int(),
      /** Effects of executions that carry the marker. */
      effects: z.int(),
    }),
  ),
  /** Whether a role, grant, policy, function, table or trigger is another than before. */
  isCatalogueChanged: z.boolean(),
})
export type Footprint = z.infer<typeof footprintSchema>

/**
 * One line of a run's history. `at` is in milliseconds since the run began, by the harness's own clock. The
 * invocation of an operation is written before it is sent, the intent of a fault before it is injected.
 */
export const historyEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...base,
    kind: z.literal('run-began'),
    scenario: z.string(),
    label: z.string(),
    seed: z.int(),
    time: z.iso.datetime(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('steady-state'),
    moment: z.enum(['before', 'after']),
    probe: z.string(),
    value: z.number(),
    unit: z.string(),
    isMet: z.boolean(),
    detail: z.string(),
    /** How long reading it took. */
    elapsedMs: z.number().optional(),
  }),
  z.strictObject({ ...base, kind: z.literal('act-began'), act: z.string() }),
  z.strictObject({ ...base, kind: z.literal('act-ended'), act: z.string() }),
  z.strictObject({
    ...base,
    kind: z.literal('fault-intended'),
    id: z.int(),
    fault: z.string(),
    options: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ ...base, kind: z.literal('fault-injected'), id: z.int(), evidence: z.string() }),
  z.strictObject({ ...base, kind: z.literal('fault-failed'), id: z.int(), reason: z.string() }),
  z.strictObject({ ...base, kind: z.literal('fault-healed'), id: z.int() }),
  z.strictObject({ ...base, kind: z.literal('heal-failed'), id: z.int(), reason: z.string() }),
  z.strictObject({
    ...base,
    kind: z.literal('invoked'),
    /** Unique in the run; also the marker in the execution's input. */
    op: z.string(),
    tenant: z.string(),
    mode: z.enum(modes),
    workflow: z.string(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('answered'),
    op: z.string(),
    /** perhaps: no answer, or one with `effect: unknown`. It may have been done. */
    outcome: z.enum(['accepted', 'refused', 'perhaps']),
    status: z.int(),
    code: z.string().nullable(),
    executionId: z.string().nullable(),
    elapsedMs: z.number(),
  }),
  z.strictObject({
    ...base,
    /** The same operation is about to be sent once more, with the same Idempotency-Key. */
    kind: z.literal('repeat-sent'),
    op: z.string(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('repeat-answered'),
    op: z.string(),
    outcome: z.enum(['accepted', 'refused', 'perhaps']),
    status: z.int(),
    code: z.string().nullable(),
    executionId: z.string().nullable(),
    elapsedMs: z.number(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('observed'),
    /** What the execution's owner was told over HTTP. */
    tenant: z.string(),
    executionId: z.string(),
    status: z.enum(executionStatuses),
    attempt: z.int(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('attack-sent'),
    id: z.int(),
    attack: z.string(),
    title: z.string(),
    purpose: z.enum(['attack', 'positive control', 'negative control']),
    /** What the scenario says it meets. */
    expected: z.string(),
    /** Asks for no more than a tenant may, or only looks: what it leaves behind is nothing to look for. */
    isOrdinary: z.literal(true).optional(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('attack-met'),
    id: z.int(),
    refusedBy: layer,
    answer: z.string(),
    asExpected: z.boolean(),
    elapsedMs: z.number(),
    /** Absent when it could not be read. */
    footprint: footprintSchema.optional(),
    /** Whose own rows are no effect on others. */
    attackers: z.array(z.string()).optional(),
  }),
  z.strictObject({
    ...base,
    /** An execution that an attack has asked for, by its marker: with it a row is no phantom. */
    kind: z.literal('asked'),
    tenant: z.string(),
    marker: z.string(),
    outcome: z.enum(['accepted', 'refused', 'perhaps']),
  }),
  z.strictObject({
    ...base,
    /** A message that an attack or a fault has put on a tenant's topic: with it the message is not misplaced. */
    kind: z.literal('planted'),
    tenant: z.string(),
    executionId: z.string(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('seen'),
    /** Bytes that a tenant saw, in answer to an attack: searched for the canaries of others. */
    by: z.string(),
    where: z.string(),
    text: z.string(),
    /** With the walls down on purpose: what is seen then is no leak of the system. */
    isControl: z.boolean(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('named'),
    /** What a watcher (the audit) said of a fault. */
    watcher: z.string(),
    fault: z.string(),
    named: z.string(),
    /** From the fault in place; `null`: it was not named. */
    afterMs: z.number().nullable(),
    asExpected: z.boolean(),
    /** Why the time cannot be relied on. */
    doubt: z.string().optional(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('measured'),
    label: z.string(),
    unit: z.enum(['ms', 'bytes', 'count']),
    quantities: z.array(
      z.strictObject({
        of: z.string(),
        value: z.number(),
        samples: z.int(),
        samplesMin: z.int(),
        lowest: z.number(),
        highest: z.number(),
      }),
    ),
    bound: z
      .strictObject({
        on: z.enum(['value', 'ratio']),
        kind: z.enum(['at most', 'at least']),
        limit: z.number(),
      })
      .nullable(),
    doubt: z.string().nullable(),
  }),
  z.strictObject({ ...base, kind: z.literal('remarked'), text: z.string() }),
  z.strictObject({
    ...base,
    kind: z.literal('run-ended'),
    reason: z.string().nullable(),
    /** Somebody ended it before it was over: Ctrl-C, or a signal. */
    isInterrupted: z.boolean().optional(),
  }),
])

export type HistoryEvent = z.infer<typeof historyEventSchema>
export type EventOf<Kind extends HistoryEvent['kind']> = Extract<HistoryEvent, { kind: Kind }>

/** The events of one kind, in the order in which they happened. */
export function eventsOf<Kind extends HistoryEvent['kind']>(
  history: readonly HistoryEvent[],
  kind: Kind,
): readonly EventOf<Kind>[] {
  return history.filter((event): event is EventOf<Kind> => event.kind === kind)
}
