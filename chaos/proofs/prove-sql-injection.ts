import { sqlAttacks } from '../attacks/sql-attacks.ts'
import { disableRowSecurity } from '../faults/disable-row-security.ts'
import { openSchemaToApi } from '../faults/open-schema-to-api.ts'
import { callHttp, readPath, type HttpAnswer } from '../probes/call-http.ts'
import { ACME, GLOBEX, underFaults } from './api-bug-stage.ts'
import { noteAttack, type ProofContext, type Refusal } from './proof-context.ts'
import { withBrokenApi, type BrokenApi } from './with-broken-api.ts'

/** An api with an injectable query: whatever acme writes runs on the api's own connection. */
export async function proveSqlInjection(context: ProofContext, broken: BrokenApi): Promise<void> {
  const { admin } = context.access
  const wallsDown = [openSchemaToApi(admin, GLOBEX), disableRowSecurity(admin, GLOBEX)]
  await withBrokenApi(context, broken, async (url) => {
    const inject = await buildInjection(context, url)
    await showThatSqlRuns(context, inject)
    const attackAll = (): Promise<void> => attackWithEverything(context, inject)
    if (context.without.has('schema-wall')) return underFaults(context, wallsDown, attackAll)
    await attackAll()
    await underFaults(context, wallsDown, () => showThatInjectionLeaks(context, inject))
  })
}

type Inject = (statement: string) => Promise<HttpAnswer>

export async function buildInjection(context: ProofContext, url: string): Promise<Inject> {
  const token = await context.access.tokenOf(ACME)
  return (statement) =>
    callHttp(url, {
      method: 'POST',
      path: '/workflows/execute',
      token,
      // Ends the api's own statement, runs the attacker's, and comments out what is left.
      body: {
        workflow: 'record-note',
        mode: 'balanced',
        input: { note: `')) as n(note); ${statement}; --` },
      },
    })
}

export async function showThatSqlRuns(context: ProofContext, inject: Inject): Promise<void> {
  const answer = await inject("select 'injected by acme' as proof, session_user as login")
  const ran = answer.text.includes('injected by acme') && answer.text.includes('easyflow_api')
  if (!ran) throw new Error(`The injected statement did not run: HTTP ${answer.status}`)
  context.notes.faults.push({
    fault: 'api-sql-injection',
    evidence: 'a statement of acme ran as easyflow_api and its row came back',
  })
}

/** Every statement of the list; the report counts them by answer and names what went otherwise than listed. */
export async function attackWithEverything(context: ProofContext, inject: Inject): Promise<void> {
  const attacks = sqlAttacks({ victim: GLOBEX, attacker: ACME, token: await context.access.tokenOf(ACME) })
  await noteAttack(
    context,
    {
      attack: `acme injects ${attacks.length} statements: rows, roles, identity, functions, schema, signals`,
      by: 'database',
      answer: /^all as listed: /,
    },
    async (): Promise<Refusal> => {
      const wrong: string[] = []
      const answers = new Map<string, number>()
      for (const { title, statement, refusedWith } of attacks) {
        context.signal.throwIfAborted()
        const answer = await inject(statement)
        context.notes.sightings.push({ seenBy: ACME, where: `injected: ${title}`, text: answer.text })
        const met = answer.status === 202 ? undefined : sqlstateOf(answer)
        // The api tells no more than 500 of an error that is neither a refusal nor an outage.
        if (met !== (refusedWith === '42P01' ? 'HTTP 500' : refusedWith))
          wrong.push(`${title}: ${met ?? 'ran'}`)
        const kind = met ?? 'ran and disclosed nothing'
        answers.set(kind, (answers.get(kind) ?? 0) + 1)
      }
      if (wrong.length > 0)
        return { refusedBy: 'none', answer: `otherwise than listed: ${wrong.slice(0, 5).join('; ')}` }
      const counts = [...answers].map(([kind, count]) => `${count} x ${kind}`).join(', ')
      return { refusedBy: 'database', answer: `all as listed: ${counts}` }
    },
  )
}

export async function showThatInjectionLeaks(context: ProofContext, inject: Inject): Promise<void> {
  const answer = await inject('select * from tenant_globex.customers')
  const hasLeaked = answer.text.includes(context.access.canaries.get(GLOBEX) ?? '\u0000')
  context.notes.controls.push({
    kind: 'negative',
    description:
      "with the schema granted to the api's login and row security off, the same injection reads globex's customers",
    outcome: hasLeaked ? "globex's canary is in the body" : `HTTP ${answer.status}, no canary`,
    asExpected: hasLeaked,
  })
}

function sqlstateOf(answer: HttpAnswer): string {
  const sqlstate = readPath(answer.json, 'facts.sqlstate')
  return typeof sqlstate === 'string' ? sqlstate : `HTTP ${answer.status}`
}
