import { z } from 'zod'

/**
 * LEAK: somebody reaches rows, or can give himself the way to them, as things stand. ERROR: a wall is down and
 * another one still holds.
 */
export const findingLevels = ['LEAK', 'ERROR'] as const

const findingSchema = z.strictObject({
  /** The lint that found it: the name of the defect. */
  lint: z.string(),
  level: z.enum(findingLevels),
  /** Whose objects it concerns; null: all tenants'. */
  tenant: z.string().nullable(),
  object: z.string(),
  /** What is reachable by whom, and what still holds. */
  detail: z.string(),
  /** SQL or a command that mends it. */
  repair: z.string(),
  /** When it came to be, where the server keeps the times of commits. */
  changedAt: z.iso.datetime().nullable(),
  /** When it was first seen: by this look, or by an earlier one of the same watch. */
  knownSince: z.iso.datetime(),
})
export type Finding = z.infer<typeof findingSchema>

/** What `easyflow audit --json` prints. */
export const auditReportSchema = z.strictObject({
  version: z.literal(1),
  lookedAt: z.iso.datetime(),
  elapsedMs: z.number(),
  tenants: z.int().min(0),
  lints: z.array(z.string()),
  findings: z.array(findingSchema),
  /** What was found and is allowed on purpose. */
  exempted: z.array(z.strictObject({ lint: z.string(), object: z.string(), reason: z.string() })),
})
export type AuditReport = z.infer<typeof auditReportSchema>
