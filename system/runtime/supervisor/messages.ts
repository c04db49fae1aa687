import { z } from 'zod'
import { partNames } from '../../contracts/system-status.ts'

/** What a supervisor tells the command that started it, until the system is ready or has failed. */
export const supervisorMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('progress'),
    event: z.strictObject({
      part: z.enum([...partNames, 'system']),
      state: z.string(),
      elapsedMs: z.number(),
      detail: z.string().optional(),
      lastLines: z.array(z.string()).readonly().optional(),
    }),
  }),
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
])
export type SupervisorMessage = z.infer<typeof supervisorMessageSchema>
