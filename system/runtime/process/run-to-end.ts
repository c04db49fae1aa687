import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { startProcess, type ProcessOptions } from './start-process.ts'

/**
 * Runs a program and waits for its end.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED when it does not end with exit code 0.
 * @throws the signal's reason when it aborts; the program is gone by then.
 */
export async function runToEnd(options: ProcessOptions, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const program = startProcess(options)
  const stop = (): void => void program.end('SIGTERM', 2000)
  signal.addEventListener('abort', stop, { once: true })
  const ending = await program.ended
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
  if (ending !== 'exit code 0') {
    throw new EasyFlowError(
      'ERR_PART_FAILED',
      `${options.name} ended with ${ending}: see ${options.logFile}`,
      {
        facts: { part: options.name, ending },
      },
    )
  }
}
