import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../instance/instance-layout.ts'

/** The Node that this project brings along: the machine's own may not run TypeScript. */
export function nodeProgram(): string {
  const own = join(checkout, 'node_modules', 'node', 'bin', 'node')
  return existsSync(own) ? own : process.execPath
}
