import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'

/** The bug: the caller is told that nothing was started, and the row is left as it is. */
export const replaceParts: ReplaceApiParts = (parts) => ({
  ...parts,
  store: {
    ...parts.store,
    reject: async (identity, { executionId }) => {
      const execution = await parts.store.getExecution(identity, executionId)
      return { changed: true, execution: execution && { ...execution, status: 'REJECTED' } }
    },
  },
})
