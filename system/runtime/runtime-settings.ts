import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { loadSettings, type Environment } from '../platform/config/load-settings.ts'

const schema = z.object({
  /** Where all instances of all checkouts of this account live. */
  EASYFLOW_STATE_DIR: z.string().min(1).optional(),
  XDG_STATE_HOME: z.string().min(1).optional(),
})

/** What a process of ours gets of the environment that it was not given on purpose. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'JAVA_HOME']

/**
 * Where state lives. As root that is a place every account can pass through, because Postgres refuses to run
 * as root and its own account has to reach its files.
 */
export function stateRootOf(environment: Environment = process.env): string {
  const settings = loadSettings(schema, environment)
  if (settings.EASYFLOW_STATE_DIR !== undefined) return resolve(settings.EASYFLOW_STATE_DIR)
  if (process.getuid?.() === 0) return '/var/lib/easyflow'
  return join(settings.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'easyflow')
}

/** The part of the environment that is passed on to the parts: never a secret of whoever starts us. */
export function inheritedEnvironment(environment: Environment = process.env): Record<string, string> {
  const passed: Record<string, string> = {}
  for (const name of INHERITED) {
    const value = environment[name]
    if (value !== undefined) passed[name] = value
  }
  return passed
}
