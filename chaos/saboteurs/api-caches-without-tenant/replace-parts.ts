import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'

/** The bug: what was read once is kept by what was asked, and not by who asked. */
export const replaceParts: ReplaceApiParts = (parts) => {
  const { store } = parts
  return {
    ...parts,
    store: {
      ...store,
      getExecution: cached((identity, executionId) => store.getExecution(identity, executionId)),
      listExecutions: cached((identity, wishes) => store.listExecutions(identity, wishes)),
    },
  }
}

function cached<Identity, Asked, Found>(
  read: (identity: Identity, asked: Asked) => Promise<Found>,
): (identity: Identity, asked: Asked) => Promise<Found> {
  const kept = new Map<string, Promise<Found>>()
  return (identity, asked) => {
    const key = JSON.stringify(asked)
    const known = kept.get(key)
    if (known !== undefined) return known
    const found = read(identity, asked)
    kept.set(key, found)
    return found
  }
}
