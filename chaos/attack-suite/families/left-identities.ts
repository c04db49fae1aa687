import { functionSchemaOf } from '../../../system/contracts/names.ts'
import { fetchToken } from '../../probes/fetch-token.ts'
import { openSqlSession, type SqlSession } from '../../probes/sql-session.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import { FUNCTION_WALLS, type WallName } from '../walls.ts'

type End = readonly [
  name: string,
  title: string,
  /** Ends what the transaction before was about, on its own connection. */
  end: (session: SqlSession, bench: Bench) => Promise<unknown>,
]

/** Seconds of work; nobody waits for its end. */
const LONG = 'select count(*) from generate_series(1, 1000000000)'

const ends: readonly End[] = [
  ['commit', 'was committed', (session) => session.ask('commit')],
  ['rollback', 'was rolled back', (session) => session.ask('rollback')],
  ['exception', 'threw an exception', (session) => session.ask('select 1 / 0')],
  [
    'exception-rolled-back',
    'threw an exception and was rolled back',
    async (session) => {
      await session.ask('select 1 / 0')
      await session.ask('rollback')
    },
  ],
  [
    'time-out',
    'ran into a time-out',
    async (session) => {
      await session.rows('set local statement_timeout = 50')
      await session.ask(LONG)
      await session.ask('rollback')
    },
  ],
  [
    'abort',
    'was aborted from outside',
    async (session, { access }) => {
      const [row] = await session.rows('select pg_backend_pid() as pid')
      const running = session.ask(LONG)
      await access.admin.rows(`select pg_sleep(0.05), pg_cancel_backend($1)`, [row?.['pid']])
      await running
      await session.ask('rollback')
    },
  ],
  ['savepoint', 'went back to a savepoint', (session) => session.rows('rollback to savepoint before')],
  ['nothing', 'is still open', () => Promise.resolve()],
]

interface Login {
  readonly login: 'api' | 'worker'
  readonly layer: 'L5' | 'L6'
  readonly removes: readonly WallName[]
  readonly victimToken: (bench: Bench) => Promise<string>
  readonly ownToken: (bench: Bench) => string
  readonly call: string
}

const logins: readonly Login[] = [
  {
    login: 'worker',
    layer: 'L5',
    removes: ['worker-token-check', 'row-security'],
    victimToken: ({ access, victim }) =>
      fetchToken({
        issuerUrl: access.addresses.issuerUrl,
        tenant: victim,
        ...access.system.credentials().issuer.worker,
      }),
    ownToken: ({ ownWorkerToken }) => ownWorkerToken,
    call: "analytics($1, 'order_totals') as answer",
  },
  {
    login: 'api',
    layer: 'L6',
    removes: FUNCTION_WALLS,
    victimToken: ({ victimToken }) => Promise.resolve(victimToken),
    ownToken: ({ own }) => own,
    call: 'list_executions($1, \'{"limit": 20}\') as answer',
  },
]

/**
 * A connection that served the victim just now, in a transaction that ended well or badly, is asked for the victim's
 * rows by somebody who holds the attacker's token or none.
 */
export const leftIdentities: readonly SuiteAttack[] = logins.flatMap((login) =>
  ends.flatMap(([name, title, end]) =>
    (['own', 'no'] as const).map((whose): SuiteAttack => ({
      id: `${login.layer}-left-by-${name}-${whose}-token`,
      layer: login.layer,
      title: `on the ${login.login}'s login, after a transaction of the victim's that ${title}, ask its connection for the victim's rows with ${whose === 'own' ? "the attacker's token" : 'no token'}`,
      allowed: ['database: SQLSTATE 28000', ...(name === 'exception' ? ['database: SQLSTATE 25P02'] : [])],
      aim: 'be accepted',
      ...(name === 'exception'
        ? { removes: [], unprovable: 'nothing runs in a transaction that has failed, whoever asks' }
        : { removes: login.removes }),
      attack: (bench) => askAfter(bench, login, { end, whose }),
    })),
  ),
)

async function askAfter(
  bench: Bench,
  login: Login,
  { end, whose }: { readonly end: End[2]; readonly whose: 'own' | 'no' },
): Promise<SuiteMet> {
  const { apiDatabaseUrl, workerDatabaseUrl } = bench.access.addresses
  const session = await openSqlSession(login.login === 'api' ? apiDatabaseUrl : workerDatabaseUrl)
  const statement = `select ${functionSchemaOf(bench.victim)}.${login.call}`
  try {
    await session.rows('begin')
    await session.rows('savepoint before')
    await session.rows(statement, [await login.victimToken(bench)])
    await end(session, bench)
    const answer = await session.ask(statement, [whose === 'own' ? login.ownToken(bench) : null])
    return answer.ok
      ? { refusedBy: 'none', answer: 'ran', text: JSON.stringify(answer.rows) }
      : { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}`, text: answer.message }
  } finally {
    await session.close()
  }
}
