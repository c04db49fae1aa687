import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'

/** The bug: the caller is told that its execution is accepted, and only then somebody tries to store it. */
export const replaceParts: ReplaceApiParts = (parts) => ({
  ...parts,
  store: {
    ...parts.store,
    submit: (identity, submission) => {
      const { executionId, workflow, mode, input, traceparent } = submission
      // What comes of it is nobody's concern any more.
      parts.store.submit(identity, submission).catch(() => undefined)
      const unstarted = { result: null, error: null, startedAt: null, completedAt: null, startBy: null }
      const execution = {
        ...unstarted,
        executionId,
        workflow,
        workflowVersion: 1,
        mode,
        status: 'QUEUED',
        input,
        attempt: 0,
        createdAt: new Date().toISOString(),
        traceparent,
      } as const
      return Promise.resolve({ outcome: 'created', execution })
    },
  },
})
