import { join } from 'node:path'
import { checkout, logFileOf } from '../instance/instance-layout.ts'
import { nodeProgram } from '../process/node-program.ts'
import { runToEnd } from '../process/run-to-end.ts'
import type { SystemContext } from '../system-context.ts'
import { controlPlaneSettingsOf } from './part-environments.ts'
import { nodeEnvironment } from './plan-node-part.ts'

/**
 * Runs one command of the control plane to its end.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when it fails; why stands in its log.
 */
export async function runControlPlane(context: SystemContext, args: readonly string[]): Promise<void> {
  await runToEnd(
    {
      name: 'control-plane',
      command: nodeProgram(),
      args: [join(checkout, 'system/control-plane/main.ts'), ...args],
      env: nodeEnvironment(context, controlPlaneSettingsOf(context)),
      cwd: checkout,
      logFile: logFileOf(context.layout, 'control-plane'),
      instanceDirectory: context.layout.directory,
    },
    context,
  )
}
