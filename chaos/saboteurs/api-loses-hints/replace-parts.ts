import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'

/** The bug: every third hint is said to be published and is not. */
export const replaceParts: ReplaceApiParts = (parts) => {
  let hints = 0
  return {
    ...parts,
    publisher: {
      ...parts.publisher,
      publish: (...hint) => {
        hints += 1
        return hints % 3 === 0 ? Promise.resolve() : parts.publisher.publish(...hint)
      },
    },
  }
}
