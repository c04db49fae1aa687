import type { SettingName } from './settings-catalog.ts'

/** What several settings have to be together. */
export interface SettingsRule {
  /** Looked at once all of these are read and right by themselves. */
  readonly names: readonly SettingName[]
  /** Blamed, and why; no value is quoted. */
  readonly blames: SettingName
  readonly reason: string
  readonly holds: (values: Readonly<Record<string, unknown>>) => boolean
}

/** How long the database is given to take a realtime execution back that could not be announced. */
export const TAKE_BACK_LIMIT_MS = 2000

/** Those of single processes. Which one reads all names of a rule keeps it. */
export const settingsRules: readonly SettingsRule[] = [
  {
    // Or a take-back could come so late that it meets the row queued again by a repeat with the same key.
    names: ['EASYFLOW_START_WITHIN_MS', 'EASYFLOW_PUBLISH_LIMIT_MS'],
    blames: 'EASYFLOW_START_WITHIN_MS',
    reason: `is not above EASYFLOW_PUBLISH_LIMIT_MS plus ${String(TAKE_BACK_LIMIT_MS)}`,
    holds: ({ EASYFLOW_START_WITHIN_MS: within, EASYFLOW_PUBLISH_LIMIT_MS: limit }) =>
      Number(within) > Number(limit) + TAKE_BACK_LIMIT_MS,
  },
]
