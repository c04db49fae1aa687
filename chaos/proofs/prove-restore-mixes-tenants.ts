import { dataSchemaOf } from '../../system/contracts/names.ts'
import { disableRowSecurity } from '../faults/disable-row-security.ts'
import { mixTenants, restoreStatement } from '../faults/mix-tenants.ts'
import { callHttp } from '../probes/call-http.ts'
import { ACME, GLOBEX, underFaults } from './api-bug-stage.ts'
import { acceptNote, awaitStatus } from './execution-watch.ts'
import { noteAttack, type ProofContext, type Refusal } from './proof-context.ts'

/** A superuser's password leaks, and a restore puts globex's executions into acme's table. */
export async function proveRestoreMixesTenants(context: ProofContext): Promise<void> {
  const { access, without } = context
  const mix = { admin: access.admin, from: GLOBEX, into: ACME } as const
  await acceptNote(context, { tenant: GLOBEX, name: 'victim' })
  const { executionId } = await awaitStatus(context, 'victim', 'COMPLETE')
  const read = async (when = ''): Promise<void> => {
    await readMixed(context, `/executions?limit=20`, `acme lists its executions, globex's among them${when}`)
    await readMixed(
      context,
      `/executions/${executionId}`,
      `acme asks for globex's execution by its id${when}`,
    )
  }
  await tryRestore(context)
  if (without.has('tenant-in-rows')) {
    await underFaults(context, [mixTenants({ ...mix, relabels: true })], () => read())
  } else {
    await underFaults(context, [mixTenants({ ...mix, relabels: false })], async () => {
      await read()
      await underFaults(context, [disableRowSecurity(access.admin, ACME)], () => read(', row security off'))
    })
    await underFaults(context, [mixTenants({ ...mix, relabels: true })], () => showThatRowsLeak(context))
  }
  await acceptNote(context, { tenant: ACME, name: 'owner' })
  const owner = await awaitStatus(context, 'owner', 'COMPLETE')
  const { status } = await getAsAcme(context, `/executions/${owner.executionId}`)
  context.notes.controls.push({
    kind: 'positive',
    description: 'acme itself, after everything was healed, reads an execution of its own',
    outcome: `HTTP ${status}`,
    asExpected: status === 200,
  })
}

/** The same restore with every wall in place: it does not get as far as a row. */
async function tryRestore(context: ProofContext): Promise<void> {
  const tables = {
    source: `${dataSchemaOf(GLOBEX)}.workflow_executions`,
    target: `${dataSchemaOf(ACME)}.workflow_executions`,
  }
  const statement = restoreStatement({ ...tables, from: GLOBEX, into: ACME, relabels: false })
  await noteAttack(
    context,
    {
      attack: "a superuser's restore puts globex's executions into acme's table",
      by: 'database',
      answer: /^SQLSTATE 23514$/,
    },
    async (): Promise<Refusal> => {
      const answer = await context.access.admin.ask(`begin; ${statement}; rollback`)
      if (!answer.ok) await context.access.admin.ask('rollback')
      return answer.ok
        ? { refusedBy: 'none', answer: 'the rows went in' }
        : { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}` }
    },
  )
}

const getAsAcme = async (context: ProofContext, path: string): ReturnType<typeof callHttp> =>
  callHttp(context.access.addresses.apiUrl, {
    method: 'GET',
    path,
    token: await context.access.tokenOf(ACME),
  })

async function readMixed(context: ProofContext, path: string, attack: string): Promise<void> {
  const canary = context.access.canaries.get(GLOBEX) ?? '\u0000'
  await noteAttack(
    context,
    { attack, by: 'database', answer: /^HTTP (200|404), nothing of globex$/ },
    async () => {
      const { status, text } = await getAsAcme(context, path)
      context.notes.sightings.push({ seenBy: ACME, where: attack, text })
      return text.includes(canary)
        ? { refusedBy: 'none', answer: `HTTP ${status}, globex's canary is in the body` }
        : { refusedBy: 'database', answer: `HTTP ${status}, nothing of globex` }
    },
  )
}

/** Relabelled by the superuser the rows are acme's for every wall: this is what nothing inside stops. */
async function showThatRowsLeak(context: ProofContext): Promise<void> {
  const { status, text } = await getAsAcme(context, '/executions?limit=20')
  const hasLeaked = text.includes(context.access.canaries.get(GLOBEX) ?? '\u0000')
  context.notes.controls.push({
    kind: 'negative',
    description: "the superuser also writes acme's name into the rows: acme's list shows them",
    outcome: hasLeaked ? "globex's canary is in the body" : `HTTP ${status}, no canary`,
    asExpected: hasLeaked,
  })
}
