import type { FuzzParties } from './run-fuzz.ts'
import type { SlowToken } from './slow-tokens.ts'

export interface Measured {
  readonly name: string
  /** The fastest of several answers, in microseconds: what the token costs without what else the machine did. */
  readonly databaseUs: number
  readonly apiUs: number
  /** The slowest of them. */
  readonly databaseWorstUs: number
  readonly apiWorstUs: number
}

/**
 * Measures how long database and api take over each token at first sight, one after the other. `make` writes another
 * one each time, since the api remembers what it accepted.
 */
export async function measureTokens(
  tokens: readonly SlowToken[],
  { askDatabase, askApi }: Pick<FuzzParties, 'askDatabase' | 'askApi'>,
  rounds = 7,
): Promise<readonly Measured[]> {
  const measured: Measured[] = []
  for (const { name, make } of tokens) {
    const database: number[] = []
    const api: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const token = make()
      for (const { elapsedUs } of await askDatabase([token])) database.push(elapsedUs)
      const now = Date.now()
      const answer = await askApi(token, now, now)
      if (answer !== undefined) api.push(answer.elapsedUs)
    }
    measured.push({
      name,
      databaseUs: Math.min(...database),
      apiUs: Math.min(...api),
      databaseWorstUs: Math.max(...database),
      apiWorstUs: Math.max(...api),
    })
  }
  return measured
}
