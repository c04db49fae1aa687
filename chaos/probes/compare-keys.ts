import { z } from 'zod'
import type { SystemStatus } from '../../system/contracts/system-status.ts'
import { runEasyflow } from './spawn-easyflow.ts'

const listSchema = z.array(
  z.object({ kid: z.string(), inJwks: z.boolean().nullable(), inDatabase: z.boolean().nullable() }),
)

/**
 * Compares the keys that the issuer publishes with those that Postgres knows, by the operator's own program.
 *
 * @returns each difference in words; none: both know the same.
 * @throws {Error} when one of them could not be asked.
 */
export async function compareKeys(status: SystemStatus): Promise<readonly string[]> {
  const { code, answer, said } = await runEasyflow(status, ['keys', 'list', '--json'])
  if (code !== 0) throw new Error(`The keys could not be listed (exit ${String(code)}): ${said}`)
  return listSchema.parse(JSON.parse(answer)).flatMap(({ kid, inJwks, inDatabase }) => {
    if (inJwks === null || inDatabase === null)
      throw new Error('The key set or Postgres could not be asked for its keys')
    if (inJwks === inDatabase) return []
    const short = `${kid.slice(0, 8)}…`
    return inJwks
      ? [`key ${short} is in the key set and not in Postgres`]
      : [`key ${short} is in Postgres and not in the key set`]
  })
}
