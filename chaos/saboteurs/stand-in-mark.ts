import type { SystemStatus } from '../../system/contracts/system-status.ts'

/**
 * In the environment of every process that stands in for a part: of which instance. How heal finds it. Not
 * EASYFLOW_…: a part refuses settings that it does not know.
 */
export const STAND_IN_OF = 'CHAOS_STANDS_IN_FOR'

/** The environment that marks a stand-in. */
export const standInMark = ({ stateDirectory }: SystemStatus): Readonly<Record<string, string>> => ({
  [STAND_IN_OF]: stateDirectory,
})
