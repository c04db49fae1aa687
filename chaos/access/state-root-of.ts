import { dirname, join } from 'node:path'
import type { SystemStatus } from '../../system/contracts/system-status.ts'

/** Where the state of all instances lives: a running one's directory is `<root>/<checkout>/instances/<name>`. */
export function stateRootOf({ stateDirectory }: SystemStatus): string {
  return dirname(dirname(dirname(stateDirectory)))
}

/**
 * Where the system's own processes keep their compiled code, as a process's environment says it. With it ours
 * start as fast as they do. In containers there is no such place, and nothing is kept.
 */
export function compileCacheOf(status: SystemStatus): { readonly NODE_COMPILE_CACHE?: string } {
  const isHere = status.stateDirectory.startsWith('/')
  return isHere ? { NODE_COMPILE_CACHE: join(stateRootOf(status), 'cache', 'node') } : {}
}
