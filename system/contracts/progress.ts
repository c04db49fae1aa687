import type { PartName } from './system-status.ts'

/**
 * What a system says about itself, while it starts and for as long as it runs.
 *
 * While it starts: `preparing`, `starting`, `ready` and the like, with the milliseconds since the start began.
 * Afterwards, with the milliseconds since a part died: `died` (`detail`: how, `lastLines`: the end of its log),
 * `restarting`, `still down` when a try failed, `back`. For the system, `failed` is the last: a part could not
 * be brought back, and everything is being ended.
 */
export interface Progress {
  readonly part: PartName | 'system'
  readonly state: string
  readonly elapsedMs: number
  readonly detail?: string
  /** Of its log, at most five, each cut to what a screen takes. Nothing that a log may not hold. */
  readonly lastLines?: readonly string[]
}
