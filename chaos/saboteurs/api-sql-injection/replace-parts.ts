import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'
import type { Pool } from '../../../system/platform/database/open-pool.ts'
import { toDatabaseError } from '../../../system/platform/database/to-database-error.ts'
import { useConnection } from '../../../system/platform/database/use-connection.ts'

/** The bug: a look-up of similar notes is put together from the caller's text, and answers with what it finds. */
export const replaceParts: ReplaceApiParts = (parts, pool) => ({
  ...parts,
  store: {
    ...parts.store,
    submit: async (identity, submission) => {
      const found = await findSimilar(pool, submission.input)
      const submitted = await parts.store.submit(identity, submission)
      if (submitted.execution === null) return submitted
      // The answer shows few members; this is one that a text fits into.
      const workflow = `${submitted.execution.workflow}, similar notes: ${JSON.stringify(found)}`
      return { ...submitted, execution: { ...submitted.execution, workflow } }
    },
  },
})

async function findSimilar(pool: Pool, input: unknown): Promise<unknown> {
  const note = typeof input === 'object' && input !== null && 'note' in input ? String(input.note) : ''
  try {
    const result = await useConnection(pool, (client) =>
      client.query(`select count(*) from (values ('${note}')) as notes(note) where note = ''`),
    )
    const last = Array.isArray(result) ? (result as (typeof result)[]).at(-1) : result
    return last?.rows
  } catch (error) {
    throw toDatabaseError(error, 'find-similar')
  }
}
