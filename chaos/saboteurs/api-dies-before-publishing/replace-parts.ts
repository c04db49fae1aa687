import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'

/** The crash: the row is committed, and the process is gone before it could tell the queue. */
export const replaceParts: ReplaceApiParts = (parts) => ({
  ...parts,
  publisher: {
    ...parts.publisher,
    publish: () => {
      process.kill(process.pid, 'SIGKILL')
      // The signal may take a moment, and nothing shall be answered in it.
      return new Promise(() => undefined)
    },
  },
})
