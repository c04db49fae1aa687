import { eventually } from '../../system/test-support/eventually.ts'

/** The fake system is one process, which its progress names. */
export const pidIn = (text: string): number => Number(/pid (\d+)/.exec(text)?.[1])

/** Fails unless the process ends soon. */
export async function expectGone(pid: number): Promise<void> {
  const probe = (): Promise<true | undefined> => Promise.resolve(isRunning(pid) ? undefined : true)
  await eventually(`process ${String(pid)} to be gone`, probe, { withinMs: 5000 })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
