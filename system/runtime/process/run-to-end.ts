import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { startProcess, type PartProcess, type ProcessOptions } from './start-process.ts'

/** Hears of a program that runs beside the parts. */
export type OnProgram = (program: PartProcess) => void

/**
 * Runs a program and waits for its end.
 *
 * @param context `signal` ends it early; `onProgram` hears of it, so that it does not outlive us.
 * @throws {EasyFlowError} ERR_PART_FAILED when it does not end with exit code 0.
 * @throws the signal's reason when it aborts; the program is gone by then.
 */
export async function runToEnd(
  options: ProcessOptions,
  { signal, onProgram }: { readonly signal: AbortSignal; readonly onProgram?: OnProgram },
): Promise<void> {
  signal.throwIfAborted()
  const program = startProcess(options)
  onProgram?.(program)
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
