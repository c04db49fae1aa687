import type { History } from './open-history.ts'

/** For whoever looks or heals outside a run: nothing was written before, and nothing is. */
export const noHistory: Pick<History, 'events' | 'write'> = { events: [], write: () => undefined }
