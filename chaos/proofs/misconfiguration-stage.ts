import { setTimeout as delay } from 'node:timers/promises'
import { functionSchemaOf } from '../../system/contracts/names.ts'
import { sqlAttacks } from '../attacks/sql-attacks.ts'
import { callHttp } from '../probes/call-http.ts'
import { openSqlSession, type SqlAnswer, type SqlSession } from '../probes/sql-session.ts'
import type { SubmissionRecord } from '../workloads/start-traffic.ts'
import { ACME, attackHttp, GLOBEX } from './api-bug-stage.ts'
import { noteAttack, type ProofContext, type Refusal } from './proof-context.ts'

/** Reading rows, as acme would with free SQL on the api's own login. */
export const READ_ROWS = 'select * from tenant_globex.customers'

/** What a read of globex's rows has to meet while the given fault is the only one. */
export interface ExpectedRefusal {
  readonly readMeets: RegExp
  /** Whether the login may touch the tables: then most statements of the list run, on no row. */
  readonly isGranted: boolean
}

/** Runs `work` on a fresh connection of the api's login: what an attacker holds who has taken it. */
async function asApiLogin<Result>(
  context: ProofContext,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  const session = await openSqlSession(context.access.addresses.apiDatabaseUrl)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** What a statement of acme's met. No row is a refusal as well: the policies let none through. */
export async function readAsApiLogin(context: ProofContext, statement: string): Promise<SqlAnswer> {
  return asApiLogin(context, (session) => session.ask(statement))
}

/** Every way acme has: SQL on the api's login, globex's own function with acme's token, and HTTP. */
export async function attackEveryWay(
  context: ProofContext,
  fault: string,
  expected: ExpectedRefusal & { readonly victims: readonly SubmissionRecord[] },
): Promise<void> {
  const token = await context.access.tokenOf(ACME)
  await noteAttack(
    context,
    {
      attack: `${fault}: acme reads globex's customers on the api's own login`,
      by: 'database',
      answer: expected.readMeets,
    },
    async () => refusalOf(context, 'reading customers', await readAsApiLogin(context, READ_ROWS)),
  )
  await noteAttack(
    context,
    {
      attack: `${fault}: acme calls globex's list_executions with its own token`,
      by: 'database',
      answer: /^SQLSTATE 28000$/,
    },
    async () =>
      refusalOf(
        context,
        'calling a function',
        await readAsApiLogin(
          context,
          `select ${functionSchemaOf(GLOBEX)}.list_executions('${token}', jsonb_build_object('limit', 10))`,
        ),
      ),
  )
  await attackWithList(context, fault, { token, isGranted: expected.isGranted })
  const known = expected.victims.find((record) => record.executionId !== undefined)?.executionId ?? ''
  await attackHttp(
    context,
    {
      attack: `${fault}: acme asks the api for an execution of globex's, with X-Tenant-ID: globex`,
      by: 'api',
      answer: /^HTTP 404 /,
    },
    () =>
      callHttp(context.access.addresses.apiUrl, {
        method: 'GET',
        path: `/executions/${known}`,
        token,
        headers: { 'x-tenant-id': GLOBEX },
      }),
  )
}

function refusalOf(context: ProofContext, where: string, answer: SqlAnswer): Refusal {
  context.notes.sightings.push({ seenBy: ACME, where, text: JSON.stringify(answer) })
  if (!answer.ok) return { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}` }
  return answer.rowCount === 0
    ? { refusedBy: 'database', answer: 'no row' }
    : { refusedBy: 'none', answer: `${answer.rowCount} rows` }
}

/** The whole list of statements; with a grant in place some run that are refused otherwise, and must show nothing. */
async function attackWithList(
  context: ProofContext,
  fault: string,
  { token, isGranted }: { readonly token: string; readonly isGranted: boolean },
): Promise<void> {
  const attacks = sqlAttacks({ victim: GLOBEX, attacker: ACME, token })
  await noteAttack(
    context,
    {
      attack: `${fault}: acme tries ${attacks.length} statements on that login`,
      by: 'database',
      answer: /^nothing of globex seen: /,
    },
    () =>
      asApiLogin(context, async (session): Promise<Refusal> => {
        const answers = new Map<string, number>()
        const wrong: string[] = []
        for (const { title, statement, refusedWith } of attacks) {
          context.signal.throwIfAborted()
          const answer = await session.ask(statement)
          await session.ask('rollback; discard all')
          context.notes.sightings.push({ seenBy: ACME, where: title, text: JSON.stringify(answer) })
          const met = answer.ok ? undefined : answer.sqlstate
          if (!isGranted && met !== refusedWith) wrong.push(`${title}: ${met ?? 'ran'}`)
          const kind = met ?? 'ran'
          answers.set(kind, (answers.get(kind) ?? 0) + 1)
        }
        if (wrong.length > 0)
          return { refusedBy: 'none', answer: `otherwise than listed: ${wrong.slice(0, 5).join('; ')}` }
        const counts = [...answers].map(([kind, count]) => `${count} x ${kind}`).join(', ')
        return { refusedBy: 'database', answer: `nothing of globex seen: ${counts}` }
      }),
  )
}

/** Waits until `isReached` or the time is over; no error, since what did not come is a result. */
export async function waitAtMost(
  withinMs: number,
  signal: AbortSignal,
  isReached: () => boolean,
): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  while (!isReached() && performance.now() < giveUpAt) await delay(10, undefined, { signal })
}
