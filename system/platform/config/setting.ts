import type { z } from 'zod'

/** Who reads settings. `container` is what runs in the images, `saboteur` and `tests` are not in service. */
export const readers = [
  'api',
  'worker',
  'issuer',
  'control-plane',
  'runtime',
  'chaos',
  'container',
  'saboteur',
  'tests',
] as const
export type Reader = (typeof readers)[number]

/** One variable of the environment. */
export interface Setting {
  /** Of the text; with a default, unless every reader has to be told. */
  readonly type: z.ZodType
  readonly unit?: 'ms' | 'connections' | 'requests/s' | 'requests' | 'executions' | 'failures'
  /** One line. */
  readonly what: string
  /** `url`: only the password in it is secret. */
  readonly secret?: 'whole' | 'url'
  readonly readBy: readonly Reader[]
  /** These can do without it. */
  readonly optionalFor?: readonly Reader[]
  /**
   * What `easyflow start` does about it: `read` is for itself, `passed` on to the parts, `refused` is what it
   * says to them itself, `ignored` means nothing to it.
   */
  readonly atStart: 'read' | 'passed' | 'refused' | 'ignored'
}
