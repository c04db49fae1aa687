import type { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

/** The environment of a process, handed over by its `main.ts`. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads a process's settings. There is no fallback for a value that cannot be read: the process does not
 * start.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID naming every variable at fault and why, never its value.
 */
export function loadSettings<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> {
  const result = schema.safeParse(environment)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => describeFault(issue, environment))
  throw new EasyFlowError('ERR_SETTINGS_INVALID', `Settings are not valid:\n${faults.join('\n')}`, {
    facts: { variables: [...new Set(result.error.issues.map(nameOf))].join(', ') },
  })
}

type Issue = z.core.$ZodIssue

function describeFault(issue: Issue, environment: Environment): string {
  const name = nameOf(issue)
  return `  ${name}: ${environment[name] === undefined ? 'is not set' : reasonOf(issue)}`
}

function nameOf(issue: Issue): string {
  return String(issue.path[0] ?? 'the settings as a whole')
}

/** Why a value was refused. Built from the rule alone, because zod's own messages may quote the value. */
function reasonOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return `is not a ${issue.expected}`
  if (issue.code === 'too_small') return `is below the least allowed, ${String(issue.minimum)}`
  if (issue.code === 'too_big') return `is above the most allowed, ${String(issue.maximum)}`
  if (issue.code === 'invalid_format') return `is not of the form ${issue.format}`
  if (issue.code === 'invalid_value') return `is not one of ${issue.values.map(String).join(', ')}`
  return 'is not acceptable'
}
