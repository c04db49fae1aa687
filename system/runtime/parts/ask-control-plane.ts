import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text as textOf } from 'node:stream/consumers'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { checkout } from '../instance/instance-layout.ts'
import { nodeProgram } from '../process/node-program.ts'
import { markOf } from '../process/own-mark.ts'
import { inheritedEnvironment } from '../runtime-settings.ts'
import type { SystemContext } from '../system-context.ts'
import { controlPlaneSettingsOf } from './part-environments.ts'
import { nodeEnvironment } from './plan-node-part.ts'

/** Runs one command of the control plane for a person: each line it says goes to `talk` at once, its answer is returned. */
export async function askControlPlane(
  context: SystemContext,
  args: readonly string[],
  talk: (text: string) => void,
): Promise<{ code: ExitCode; text: string }> {
  const program = spawn(nodeProgram(), [join(checkout, 'system/control-plane/main.ts'), ...args], {
    cwd: checkout,
    env: {
      ...inheritedEnvironment(),
      ...nodeEnvironment(context, controlPlaneSettingsOf(context)),
      ...markOf(context.layout.directory),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: context.signal,
  })
  const ended = once(program, 'exit')
  const lines = createInterface({ input: program.stderr, crlfDelay: Infinity })
  lines.on('line', (line) => {
    if (line.trim() !== '') talk(line)
  })
  const [answer] = await Promise.all([textOf(program.stdout), once(lines, 'close')])
  const [code] = (await ended) as [number | null]
  const known = Object.values(exitCode).find((one) => one === code)
  return { code: known ?? exitCode.crashed, text: answer }
}
