import { z } from 'zod'
import { ANSWER_WITHIN_MS, type ProbeGround, type ProbeResult } from './probe-ground.ts'

interface Question {
  readonly what: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}
interface Answer {
  readonly status: number
  readonly text: string
}

/** Names under which a request may say whose it would like to be. */
const HEADERS = ['x-tenant-id', 'x-tenant', 'tenant', 'x-easyflow-tenant', 'x-forwarded-tenant', 'x-user']
const problemSchema = z.object({ code: z.string() })

/** Asks the api for the owner's workflows with the stranger's own token, naming the owner wherever a request can. */
export async function probeApi(ground: ProbeGround): Promise<ProbeResult> {
  const { owner, stranger, canary } = ground
  const layer = 'api'
  try {
    const seen = await ask(ground, owner.callerToken, { what: '', path: '/workflows' })
    if (!seen.text.includes(canary))
      return { layer, outcome: 'unknown', detail: `the owner himself does not see it: HTTP ${seen.status}` }
    const plain = await ask(ground, stranger.callerToken, { what: '', path: '/workflows' })
    if (plain.text.includes(canary)) return { layer, outcome: 'LEAK', detail: 'GET /workflows' }
    const passed: string[] = []
    for (const question of questionsAbout(owner.tenant)) {
      const answer = await ask(ground, stranger.callerToken, question)
      if (answer.text.includes(canary)) return { layer, outcome: 'LEAK', detail: question.what }
      // The database is asked as whom the api takes him for, and refuses.
      if (isRefusedByDatabase(answer)) passed.push(question.what)
    }
    if (plain.status !== 200)
      return { layer, outcome: 'unknown', detail: `a genuine token is answered by HTTP ${plain.status}` }
    return passed.length === 0
      ? { layer, outcome: 'refused', detail: '' }
      : { layer, outcome: 'passed', detail: `${passed.join(', ')}: the database refused` }
  } catch (error) {
    return { layer, outcome: 'unknown', detail: error instanceof Error ? error.message : String(error) }
  }
}

function questionsAbout(owner: string): readonly Question[] {
  return [
    ...HEADERS.map((name) => ({
      what: `GET /workflows with ${name}`,
      path: '/workflows',
      headers: { [name]: owner },
    })),
    { what: 'GET /workflows?tenant=', path: `/workflows?tenant=${owner}` },
    { what: 'GET /workflows?tenant_id=', path: `/workflows?tenant_id=${owner}` },
    { what: 'GET /tenants/…/workflows', path: `/tenants/${owner}/workflows` },
    { what: 'GET /…/workflows', path: `/${owner}/workflows` },
  ]
}

async function ask({ apiUrl }: ProbeGround, token: string, { path, headers }: Question): Promise<Answer> {
  const answer = await fetch(`${apiUrl}${path}`, {
    headers: { ...headers, authorization: `Bearer ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  return { status: answer.status, text: await answer.text() }
}

function isRefusedByDatabase({ text }: Answer): boolean {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data?.code === 'ERR_DATABASE_REFUSED'
  } catch {
    return false
  }
}
