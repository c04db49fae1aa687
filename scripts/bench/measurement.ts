import { z } from 'zod'

const distribution = z.object({ n: z.int(), p50: z.number().nullable(), p95: z.number().nullable() })

/**
 * One contestant's line of one round, in the words of the peers' `bench.mjs`: test B is latency by the
 * contestant's own client, test C throughput and then latency behind HTTP and a JWT.
 */
export const measurementSchema = z.object({
  test: z.enum(['B', 'C']),
  label: z.string(),
  round: z.int(),
  /** The share of the processors nobody used before the start, 0 to 1, and whether that was too little. */
  idle0: z.number().optional(),
  noisy: z.boolean().optional(),
  /** What was not complete in the end. */
  stuck: z.int().optional(),
  execPerS: z.number().optional(),
  /** Processor milliseconds per execution: all but the load generator, the database alone, the generator alone. */
  cpuMsPerExec: z.number().optional(),
  serverCpuMsPerExec: z.number().optional(),
  clientOrLoadCpuMsPerExec: z.number().optional(),
  /** EasyFlow tells its parts apart. */
  partsCpuMsPerExec: z
    .object({ broker: z.number(), api: z.number(), worker: z.number(), issuer: z.number() })
    .optional(),
  /** The share of the processors that none of the measured processes used, in per cent. */
  foreignCpuPct: z.number().optional(),
  /** From sending to completion, in milliseconds, at 20 executions a second. */
  lat: distribution.optional(),
  error: z.string().optional(),
})
export type Measurement = z.infer<typeof measurementSchema>
