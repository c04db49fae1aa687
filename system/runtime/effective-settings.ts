import { settingEntries } from '../platform/config/settings-catalog.ts'
import type { Setting } from '../platform/config/setting.ts'
import {
  apiSettingsOf,
  controlPlaneSettingsOf,
  issuerSettingsOf,
  workerSettingsOf,
} from './parts/part-environments.ts'
import type { SystemContext } from './system-context.ts'

export const settledParts = ['api', 'worker', 'issuer', 'control-plane', 'runtime'] as const
export type SettledPart = (typeof settledParts)[number]

/** One setting as a part reads it. */
export interface EffectiveSetting {
  readonly part: SettledPart
  readonly name: string
  /** Null when it is not set and has no default. Of a secret only that it is set. */
  readonly value: string | null
  readonly source: 'default' | 'environment' | 'this instance' | 'made at the start' | 'not set'
}

const environments = {
  api: apiSettingsOf,
  worker: workerSettingsOf,
  issuer: issuerSettingsOf,
  'control-plane': controlPlaneSettingsOf,
} as const

/**
 * What a part is told, secrets blotted out.
 *
 * @param given what the environment of the start tells.
 * @param context of the instance; absent while it has not been made.
 */
export function effectiveSettings(
  part: SettledPart,
  given: Readonly<Record<string, string>>,
  context: SystemContext | undefined,
): readonly EffectiveSetting[] {
  const told = part === 'runtime' ? given : context === undefined ? undefined : environments[part](context)
  return settingEntries
    .filter(
      ([, { readBy, atStart }]) => readBy.includes(part) && !(part === 'runtime' && atStart === 'ignored'),
    )
    .map(([name, setting]) => {
      const raw = told === undefined ? passed(name, setting, given) : told[name]
      const usual = setting.type.safeParse(undefined)
      if (raw !== undefined) {
        const source = given[name] === raw ? 'environment' : 'this instance'
        return { part, name, value: withoutSecrets(raw, setting), source }
      }
      const isMade = told === undefined && !usual.success
      if (isMade) return { part, name, value: null, source: 'made at the start' }
      return usual.success && usual.data !== undefined
        ? { part, name, value: JSON.stringify(usual.data).replaceAll('"', ''), source: 'default' }
        : { part, name, value: null, source: 'not set' }
    })
}

function passed(
  name: string,
  { atStart }: Setting,
  given: Readonly<Record<string, string>>,
): string | undefined {
  return atStart === 'passed' ? given[name] : undefined
}

/** A value fit to be shown to whoever looks over a shoulder. */
function withoutSecrets(value: string, { secret }: Setting): string {
  if (secret === 'whole') return 'set'
  return secret === 'url' ? value.replace(/^([^:]+:\/\/[^:@/]*):[^@]*@/, '$1:***@') : value
}
