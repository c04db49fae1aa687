import { groupOf, topicOf } from '../../system/contracts/names.ts'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { forgedMessages } from '../attacks/topic-messages.ts'
import { openAdminProbe, type KafkaProbe } from '../probes/kafka-probe.ts'
import type { StartedProcess } from '../saboteurs/start-node-process.ts'
import { waitFor } from '../wait-for.ts'
import { acceptNote, awaitStatus, watchNote } from './execution-watch.ts'
import { injectMessages } from './inject-messages.ts'
import { noteTraffic } from './note-traffic.ts'
import { noteAttack, type ProofContext, type Refusal } from './proof-context.ts'
import { startVictimTraffic } from './start-victim-traffic.ts'
import { openWorkerPlace, type WorkerPlace } from './worker-place.ts'

const ACME = parseTenantId('acme')
const GLOBEX = parseTenantId('globex')
const TOPIC = topicOf(GLOBEX)

/** A forged message, and on top of it a worker that takes the tenant from messages. */
export async function proveWorkerTakesTenantFromMessage(context: ProofContext): Promise<void> {
  const { access } = context
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  const place = openWorkerPlace(access)
  try {
    await attackUnderTraffic(context, broker, place)
    await showThatTokensDecide(context, broker, place)
  } finally {
    await place.giveBack()
    await broker.close()
  }
  const row = await awaitStatus(context, 'forged', 'COMPLETE')
  context.notes.controls.push({
    kind: 'positive',
    description: "acme's own worker runs the very execution that the forged messages named",
    outcome: `${row.status}, ${row.effects} effect`,
    asExpected: row.effects === 1,
  })
}

async function attackUnderTraffic(
  context: ProofContext,
  broker: KafkaProbe,
  place: WorkerPlace,
): Promise<void> {
  const { without } = context
  // acme's own worker is away: its work stays where it is unless the confused worker moves it.
  const worker = await place.put({
    kind: without.has('worker-token') ? 'worker-trusts-message' : 'worker-takes-tenant-from-message',
    tenants: [GLOBEX],
  })
  const traffic = startVictimTraffic(context)
  try {
    const { executionId } = await acceptNote(context, { tenant: ACME, name: 'forged' })
    const reader = { broker, workerUrl: worker.url, tenant: GLOBEX }
    await injectMessages(context, reader, 'forge-message', forgedMessages(executionId, ACME))
    await noteAttack(
      context,
      {
        attack: "a worker of globex's claims acme's execution, because a message says so",
        by: 'database',
        answer: /^SQLSTATE 28000; acme's row is QUEUED, 0 attempts, 0 effects$/,
      },
      () => findRefusal(context, worker),
    )
    await noteTraffic(context, await traffic.stop())
  } finally {
    await traffic.stop()
  }
}

/** What the database said stands in the worker's own log; whether it was right, in acme's row. */
async function findRefusal(context: ProofContext, worker: StartedProcess): Promise<Refusal> {
  const refusals = worker.lastWords().match(/"sqlstate":"\w+"/g) ?? []
  const sqlstates = [...new Set(refusals.map((match) => match.slice(12, -1)))]
  const [row] = await watchNote(context, 'forged')
  const said = sqlstates.length === 0 ? 'no refusal' : `SQLSTATE ${sqlstates.join(', ')}`
  if (sqlstates.length > 0) {
    context.notes.faults.push({
      fault: 'worker-takes-tenant-from-message',
      evidence: `the worker asked for acme's execution with globex's token ${refusals.length} times`,
    })
  }
  return {
    refusedBy: row?.status === 'QUEUED' && sqlstates.length > 0 ? 'database' : 'none',
    answer: `${said}; acme's row is ${row?.status ?? 'not there'}, ${row?.attempt ?? 0} attempts, ${row?.effects ?? 0} effects`,
  }
}

/** The same bug in a worker that holds acme's token as well: what stopped the other one was the token. */
async function showThatTokensDecide(
  context: ProofContext,
  broker: KafkaProbe,
  place: WorkerPlace,
): Promise<void> {
  const { notes, signal } = context
  const forged = await acceptNote(context, { tenant: ACME, name: 'control' })
  await place.put({ kind: 'worker-trusts-message', tenants: [GLOBEX] })
  await broker.produce(TOPIC, forgedMessages(forged.executionId, ACME))
  const row = await awaitStatus(context, 'control', 'COMPLETE')
  notes.controls.push({
    kind: 'negative',
    description: "the same bug in a worker that was given acme's token too runs acme's execution",
    outcome: `${row.status}, ${row.effects} effect`,
    asExpected: row.effects === 1,
  })
  const end = await broker.endOffset(TOPIC)
  await waitFor('the forged messages to be read', signal, async () => {
    return (await broker.committedOffset(groupOf(GLOBEX), TOPIC)) >= end
  })
}
