import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'

/** The bug: every tenant may send as much as it likes. */
export const replaceParts: ReplaceApiParts = (parts) => ({
  ...parts,
  rateLimits: {
    ...parts.rateLimits,
    countRequest: () => Promise.resolve({ isWithin: true, headers: {}, retryAfterSeconds: 0 }),
  },
})
