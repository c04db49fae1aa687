import { copyIssuerKeys } from '../../control-plane/copy-issuer-keys.ts'
import { migrate } from '../../database/migrate.ts'
import { eventually } from '../eventually.ts'
import { createKafkaWorld } from '../kafka-world.ts'
import { openSuperuser } from '../open-superuser.ts'
import { signTestToken } from '../sign-test-token.ts'
import { startTestPostgres } from '../start-test-postgres.ts'
import { createTestIssuer, type TestIssuer } from '../test-issuer.ts'
import { buildApiJudge } from './build-api-judge.ts'
import { buildBrokerJudge, type AskBroker } from './build-broker-judge.ts'
import { openDatabaseJudge } from './open-database-judge.ts'
import { publishFuzzKeys } from './publish-fuzz-keys.ts'
import type { FuzzParties } from './run-fuzz.ts'
import type { FuzzKeys } from './token-draft.ts'

export interface FuzzGround {
  readonly parties: FuzzParties
  readonly close: () => Promise<void>
}

/**
 * An issuer, a Postgres of its own with the system's schema and, when it is asked about any token, a broker of its
 * own. Close it with `close()`.
 */
export async function openFuzzGround(options: {
  readonly password: string
  /** How many tokens the broker is asked about. */
  readonly brokerFirst: number
}): Promise<FuzzGround> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const world = options.brokerFirst > 0 ? await createKafkaWorld() : undefined
    const issuer = world?.issuer ?? (await createTestIssuer())
    undo.push(world === undefined ? () => issuer.close() : world.close)
    const keys = publishFuzzKeys(issuer)
    const postgres = await startTestPostgres(options.password)
    undo.push(postgres.stop)
    const database = await openSuperuser(postgres.url)
    undo.push(() => database.close())
    await migrate(database)
    await copyIssuerKeys(database, issuer)
    const askDatabase = await openDatabaseJudge(database)
    const parties = { keys, askApi: buildApiJudge(issuer), askDatabase }
    if (world === undefined) return { parties, close }
    const ask = buildBrokerJudge([world.broker.client], () => issuer.sign())
    await waitForKeys(ask, issuer, keys)
    return { parties: { ...parties, broker: { ask, first: options.brokerFirst } }, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A key counts at the broker once it has read the key set again. */
async function waitForKeys(ask: AskBroker, issuer: TestIssuer, keys: FuzzKeys): Promise<void> {
  for (const key of [keys.first, ...keys.others]) {
    const token = signTestToken({ ...key, issuer: issuer.issuer })
    const isKnown = async (): Promise<true | undefined> => ((await ask(token)).accepted ? true : undefined)
    await eventually(`the broker to know key ${key.kid}`, isKnown, { withinMs: 90_000, everyMs: 500 })
  }
}
