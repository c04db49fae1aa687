import { z } from 'zod'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { loadSettings, type Environment } from '../platform/config/load-settings.ts'
import { settingsOf } from '../platform/config/settings-catalog.ts'
import { findStateRoot } from './requirements/find-state-root.mjs'

const schema = settingsOf('runtime')
  .pick({ EASYFLOW_STATE_DIR: true })
  .extend({ XDG_STATE_HOME: z.string().optional(), HOME: z.string().optional() })

/** What a process of ours gets of the environment that it was not given on purpose. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'JAVA_HOME']

/**
 * Where state lives. As root that is a place every account can pass through, because Postgres refuses to run
 * as root and its own account has to reach its files.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING for an account without a home that names no place.
 */
export function stateRootOf(environment: Environment = process.env): string {
  const { path, fault } = findStateRoot(loadSettings(schema, environment))
  if (path !== undefined) return path
  throw new EasyFlowError(
    'ERR_REQUIREMENT_MISSING',
    `${fault}: set EASYFLOW_STATE_DIR to a folder that you can write to`,
  )
}

/** All of it, for checks that look for programs and folders. */
export function allEnvironment(): Environment {
  return process.env
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
