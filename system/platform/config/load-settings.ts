import type { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { nearestName } from './nearest-name.ts'
import { isSettingName, settingEntries } from './settings-catalog.ts'
import { settingsRules, type SettingsRule } from './settings-rules.ts'

/** The environment of a process, handed over by its `main.ts`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A variable and what is wrong with it, without its value. */
export interface SettingFault {
  readonly name: string
  readonly reason: string
}

/**
 * Reads a process's settings. There is no fallback for a value that cannot be read: the process does not
 * start. Nor does it with a variable `EASYFLOW_…` that nothing reads: somebody meant something by it.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID naming every variable at fault and why, never its value.
 */
export function loadSettings<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
  rules: readonly SettingsRule[] = settingsRules,
): z.infer<Schema> {
  const result = schema.safeParse(environment)
  const faults = [
    ...(result.error?.issues ?? []).map((issue) => toFault(issue, environment)),
    ...brokenRules(schema, environment, rules),
    ...unknownNames(schema, environment),
  ]
  if (result.success && faults.length === 0) return result.data
  throw settingsRefusal(faults)
}

/** The error that names all `faults`. */
export function settingsRefusal(faults: readonly SettingFault[]): EasyFlowError {
  const lines = faults.map(({ name, reason }) => `  ${name}: ${reason}`)
  return new EasyFlowError('ERR_SETTINGS_INVALID', `Settings are not valid:\n${lines.join('\n')}`, {
    facts: { variables: [...new Set(faults.map(({ name }) => name))].join(', ') },
  })
}

type Issue = z.core.$ZodIssue

function toFault(issue: Issue, environment: Environment): SettingFault {
  const name = String(issue.path[0] ?? 'the settings as a whole')
  return { name, reason: environment[name] === undefined ? 'is not set' : reasonOf(issue) }
}

/** Why a value was refused. Built from the rule alone, because zod's own messages may quote the value. */
function reasonOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return `is not a ${issue.expected}`
  if (issue.code === 'too_small') {
    return issue.origin === 'string'
      ? `has fewer than ${String(issue.minimum)} characters`
      : `is below the least allowed, ${String(issue.minimum)}`
  }
  if (issue.code === 'too_big') return `is above the most allowed, ${String(issue.maximum)}`
  if (issue.code === 'invalid_format') return `is not of the form ${issue.format}`
  if (issue.code === 'invalid_value') return `is not one of ${issue.values.map(String).join(', ')}`
  // Only our own types say `custom`, and what they say quotes nothing.
  if (issue.code === 'custom' && typeof issue.params?.['reason'] === 'string') return issue.params['reason']
  return 'is not acceptable'
}

function brokenRules(
  schema: z.ZodObject,
  environment: Environment,
  rules: readonly SettingsRule[],
): readonly SettingFault[] {
  return rules.flatMap(({ names, blames, reason, holds }) => {
    const shape: Readonly<Record<string, z.ZodType>> = schema.shape
    const values: Record<string, unknown> = {}
    for (const name of names) {
      const read = shape[name]?.safeParse(environment[name])
      if (read?.success !== true) return []
      values[name] = read.data
    }
    return holds(values) ? [] : [{ name: blames, reason }]
  })
}

function unknownNames(schema: z.ZodObject, environment: Environment): readonly SettingFault[] {
  const known = settingEntries.map(([name]) => name)
  return Object.keys(environment)
    .filter((name) => name.toUpperCase().startsWith('EASYFLOW_') && environment[name] !== undefined)
    .filter((name) => !isSettingName(name) && !Object.hasOwn(schema.shape, name))
    .sort()
    .map((name) => {
      const nearest = nearestName(name, known)
      return { name, reason: `is no setting${nearest === undefined ? '' : `; is ${nearest} meant?`}` }
    })
}
