import type { OpenInstaller } from '../../platform/database/with-installer.ts'

/** A connection that is opened when it is needed, and anew after it was lost. */
export interface KeptConnection {
  /** Runs `work`. When it fails, the connection is closed: the next call gets another one. */
  use<Result>(work: (installer: OpenInstaller) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/**
 * Keeps one connection for somebody who stays longer than a server does.
 *
 * @param onOpened is called with each new connection before it is used.
 */
export function keepConnection(
  open: () => Promise<OpenInstaller>,
  onOpened: (installer: OpenInstaller) => Promise<void> = () => Promise.resolve(),
): KeptConnection {
  let current: OpenInstaller | undefined
  const close = async (): Promise<void> => {
    const closing = current
    current = undefined
    await closing?.close().catch(() => undefined)
  }
  return {
    async use(work) {
      try {
        if (current === undefined) {
          current = await open()
          await onOpened(current)
        }
        return await work(current)
      } catch (error) {
        await close()
        throw error
      }
    },
    close,
  }
}
