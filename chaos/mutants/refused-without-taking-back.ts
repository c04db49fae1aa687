import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import type { Mutant } from '../mutation/mutant.ts'

let hints = 0

export const mutant: Mutant = {
  name: 'refused-without-taking-back',
  title: 'every fourth hint of realtime cannot be published; the api says 503 and leaves the row as it is',
  lie: {
    in: 'api',
    replace: (parts) => ({
      ...parts,
      publisher: {
        ...parts.publisher,
        publish: (identity, hint, options) => {
          if (hint.mode === 'realtime') hints += 1
          if (hint.mode !== 'realtime' || hints % 4 !== 0)
            return parts.publisher.publish(identity, hint, options)
          return Promise.reject(new EasyFlowError('ERR_QUEUE_UNAVAILABLE', 'The broker did not answer'))
        },
      },
      store: {
        ...parts.store,
        reject: async (identity, { executionId }) => {
          const execution = await parts.store.getExecution(identity, executionId)
          return { changed: true, execution: execution && { ...execution, status: 'REJECTED' } }
        },
      },
    }),
  },
  scenario: 'plain-traffic',
  caughtBy: 'nothing-executed-but-refused',
  says: /^executed but refused: .* was refused and is COMPLETE/,
}
