import type { AskApi } from './build-api-judge.ts'
import type { AskBroker, BrokerAnswer } from './build-broker-judge.ts'
import { judgeBroker } from './judge-broker.ts'
import { judgeGenuine } from './judge-genuine.ts'
import { makeToken } from './make-token.ts'
import type { AskDatabase, DatabaseAnswer } from './open-database-judge.ts'
import type { Mutant } from './plan-mutants.ts'
import { readLaxities, type Reading } from './read-laxities.ts'
import type { FuzzKeys } from './token-draft.ts'
import { isSameVerdict, type Verdict } from './verdict.ts'

export interface FuzzParties {
  readonly keys: FuzzKeys
  readonly askApi: AskApi
  readonly askDatabase: AskDatabase
  /** Asked about the first of the mutants only. */
  readonly broker?: { readonly ask: AskBroker; readonly first: number }
}

/** What the verifiers made of one mutant. */
export interface Judged {
  readonly mutant: Mutant
  readonly token: string
  readonly api: Verdict
  readonly database: DatabaseAnswer
  readonly broker: BrokerAnswer | undefined
  /** What can be read from the token itself, when somebody accepts it. */
  readonly reading: Reading | undefined
  /** How long the api's verifier took at first sight. */
  readonly apiUs: number
  /** Why this must not be; absent: all is well. */
  readonly disagreement: string | undefined
}

/** So many tokens are asked about in one statement: within a few milliseconds of being made. */
const BATCH = 50
/** A second that turned between two answers may come once or twice, not this often. */
const TRIES = 10

/** Asks all parties about every mutant, in batches. */
export async function runFuzz(
  mutants: readonly Mutant[],
  parties: FuzzParties,
  onProgress: (done: number) => void = () => undefined,
): Promise<readonly Judged[]> {
  const judged: Judged[] = []
  for (let at = 0; at < mutants.length; at += BATCH) {
    judged.push(...(await judgeAll(mutants.slice(at, at + BATCH), parties, TRIES)))
    onProgress(judged.length)
  }
  return judged
}

/**
 * The api is asked as of the moment before the database is asked and as of the moment after. When its two answers
 * differ, a bound passed in between, and the token is made and asked about again.
 */
export async function judgeAll(
  mutants: readonly Mutant[],
  parties: FuzzParties,
  tries: number = TRIES,
): Promise<readonly Judged[]> {
  const fromMs = Date.now()
  const tokens = mutants.map((mutant) => makeToken(mutant, parties.keys, fromMs).token)
  const answers = await parties.askDatabase(tokens)
  const untilMs = Date.now() + 1
  const judged: Promise<Judged>[] = []
  for (const [at, mutant] of mutants.entries()) {
    const [token, database] = [tokens[at], answers[at]]
    if (token === undefined || database === undefined) throw new Error('The database left a token out')
    const api = await parties.askApi(token, fromMs, untilMs)
    if (api === undefined && tries === 0)
      throw new Error('A second turns between any two answers: too slow a machine')
    // The broker takes its time to refuse, so that it is asked about many at once.
    if (api !== undefined) {
      const asked = { mutant, token, api: api.verdict, apiUs: api.elapsedUs, database }
      judged.push(complete(asked, parties, fromMs))
    } else judged.push(...(await judgeAll([mutant], parties, tries - 1)).map((one) => Promise.resolve(one)))
  }
  return await Promise.all(judged)
}

type Asked = Pick<Judged, 'mutant' | 'token' | 'api' | 'apiUs' | 'database'>

async function complete(asked: Asked, { keys, broker }: FuzzParties, fromMs: number): Promise<Judged> {
  const { mutant, token, api, database } = asked
  const answer = broker !== undefined && mutant.number < broker.first ? await broker.ask(token) : undefined
  const isAccepted = api.accepted || database.verdict.accepted || answer?.accepted === true
  const reading = isAccepted ? readLaxities(token, keys, { fromMs, untilMs: Date.now() }) : undefined
  const disagreement =
    compare(api, database) ??
    judgeGenuine(api, reading) ??
    judgeBroker({ mutant, token, api, answer, reading, make: (one) => makeToken(one, keys, fromMs).token })
  return { ...asked, broker: answer, reading, disagreement }
}

function compare(api: Verdict, { verdict, wrong }: DatabaseAnswer): string | undefined {
  if (wrong !== undefined) return `database: ${wrong}`
  return isSameVerdict(api, verdict) ? undefined : 'api and database say different things'
}
