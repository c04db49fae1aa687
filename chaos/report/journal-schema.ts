import { z } from 'zod'

/**
 * A journal of Chaos Toolkit, field by field as its specification has it: "Experiment Journal" and "An Open API
 * for Chaos Engineering Experiments" (version 0.1.0) of chaostoolkit.org, reference/api/journal and
 * reference/api/experiment. `deviated` and `steady_states.during` are not in the specification; chaostoolkit-lib
 * writes them (initialize_run_journal), and readers of journals look for them.
 */
const scalar = z.union([z.string(), z.number(), z.boolean()])
const level = z.enum(['none', 'low', 'medium', 'high'])

const provider = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('process'),
    path: z.string(),
    arguments: z.record(z.string(), z.string()).optional(),
    timeout: z.number().optional(),
  }),
  z.looseObject({ type: z.literal('python'), module: z.string(), func: z.string() }),
  z.looseObject({ type: z.literal('http'), url: z.url() }),
])

const described = { name: z.string().min(1), provider, background: z.boolean().optional() }
const probe = z.strictObject({ type: z.literal('probe'), ...described })
const pauses = z.strictObject({ before: z.number().optional(), after: z.number().optional() })
const action = z.strictObject({ type: z.literal('action'), ...described, pauses: pauses.optional() })
const activity = z.discriminatedUnion('type', [probe, action])

const tolerance = z.union([
  scalar,
  z.array(scalar).min(2),
  z.strictObject({ type: z.literal('range'), range: z.tuple([z.number(), z.number()]) }),
  z.strictObject({ type: z.literal('regex'), pattern: z.string() }),
  z.strictObject({ type: z.literal('jsonpath'), path: z.string(), expect: scalar.optional() }),
])
const gate = z.strictObject({ ...probe.shape, tolerance })

const experiment = z.strictObject({
  version: z.literal('0.1.0'),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()).optional(),
  contributions: z.record(z.string(), level).optional(),
  'steady-state-hypothesis': z.strictObject({ title: z.string(), probes: z.array(gate) }).optional(),
  method: z.array(activity).min(1),
  rollbacks: z.array(action).optional(),
  /** Opaque, but for the name of whose they are. */
  extensions: z.array(z.looseObject({ name: z.string().min(1) })).optional(),
})

/** RFC 3339, in UTC. */
const time = z.iso.datetime({ offset: false })
const result = {
  status: z.enum(['succeeded', 'failed']),
  start: time,
  end: time,
  /** In seconds. */
  duration: z.number().nonnegative(),
  output: z.string().nullable(),
  exception: z.union([z.string(), z.array(z.string())]).optional(),
}
const probeResult = z.strictObject({ activity: gate, ...result, tolerance_met: z.boolean() })
const state = z.strictObject({ steady_state_met: z.boolean(), probes: z.array(probeResult) })

export const journalSchema = z.strictObject({
  experiment,
  status: z.enum(['completed', 'failed', 'aborted', 'interrupted']),
  deviated: z.boolean(),
  start: time,
  end: time,
  duration: z.number().nonnegative(),
  steady_states: z.strictObject({
    before: state.nullable(),
    after: state.nullable(),
    during: z.array(state),
  }),
  run: z.array(z.strictObject({ activity, ...result })),
  rollbacks: z.array(z.strictObject({ activity: action, ...result })),
  platform: z.string().optional(),
  node: z.string().optional(),
})

export type Journal = z.infer<typeof journalSchema>
export type JournalActivity = z.infer<typeof activity>
export type JournalAction = z.infer<typeof action>
export type JournalGate = z.infer<typeof gate>
