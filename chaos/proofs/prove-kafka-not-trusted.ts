import { topicOf } from '../../system/contracts/names.ts'
import { parseTenantId } from '../../system/contracts/tenant-id.ts'
import { forgedMessages, hintMessage, poisonMessages } from '../attacks/topic-messages.ts'
import { forgetStatus } from '../faults/forget-status.ts'
import { withFaults } from '../faults/with-faults.ts'
import { openAdminProbe, type KafkaProbe } from '../probes/kafka-probe.ts'
import { waitFor } from '../wait-for.ts'
import { acceptNote, awaitStatus, watchNote } from './execution-watch.ts'
import { noteTraffic } from './note-traffic.ts'
import { injectMessages, type TopicReader } from './inject-messages.ts'
import { noteAttack, type ProofContext, type Refusal } from './proof-context.ts'
import { startVictimTraffic } from './start-victim-traffic.ts'
import { openWorkerPlace, type WorkerPlace } from './worker-place.ts'

const ACME = parseTenantId('acme')
const GLOBEX = parseTenantId('globex')
const TOPIC = topicOf(GLOBEX)
const REPLAYS = 1000

/** A superuser of the broker forges, replays and poisons globex's topic while globex works on it. */
export async function proveKafkaNotTrusted(context: ProofContext): Promise<void> {
  const { access } = context
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  const place = openWorkerPlace(access)
  try {
    await attackUnderTraffic(context, broker, place)
    await showThatMessagesCouldMatter(context, broker, place)
  } finally {
    await place.giveBack()
    await broker.close()
  }
  await awaitStatus(context, 'forged', 'COMPLETE')
  context.notes.controls.push({
    kind: 'positive',
    description: "acme's own worker runs the very execution that the forged messages named",
    outcome: 'COMPLETE, one effect',
    asExpected: (await watchNote(context, 'forged'))[0]?.effects === 1,
  })
}

async function attackUnderTraffic(
  context: ProofContext,
  broker: KafkaProbe,
  place: WorkerPlace,
): Promise<void> {
  const { access, without } = context
  // From here on a worker serves globex alone: acme's work stays where it is unless a message moves it.
  const worker = await place.put({
    kind: without.has('tenant-scope') ? 'worker-trusts-message' : 'genuine',
    tenants: [GLOBEX],
  })
  const traffic = startVictimTraffic(context)
  try {
    await withFaults(without.has('claim-guard') ? [forgetStatus(access.admin, GLOBEX)] : [], async () => {
      const reader = { broker, workerUrl: worker.url, tenant: GLOBEX }
      await forge(context, reader)
      await replay(context, reader)
      await poison(context, reader)
    })
    await noteTraffic(context, await traffic.stop())
  } finally {
    await traffic.stop()
  }
}

async function forge(context: ProofContext, reader: TopicReader): Promise<void> {
  const { executionId } = await acceptNote(context, { tenant: ACME, name: 'forged' })
  await injectMessages(context, reader, 'forge-message', forgedMessages(executionId, ACME))
  await noteAttack(
    context,
    {
      attack: "a superuser's messages on globex's topic name acme's execution, in body, key and headers",
      by: 'worker',
      answer: /^acme's row is QUEUED, 0 attempts, 0 effects$/,
    },
    async () => refusalOf(await watchNote(context, 'forged'), "acme's row", 'QUEUED'),
  )
}

async function replay(context: ProofContext, reader: TopicReader): Promise<void> {
  const { executionId } = await acceptNote(context, { tenant: GLOBEX, name: 'replayed' })
  await awaitStatus(context, 'replayed', 'COMPLETE')
  await injectMessages(
    context,
    reader,
    'replay-message',
    Array.from({ length: REPLAYS }, () => hintMessage(executionId)),
  )
  await noteAttack(
    context,
    {
      attack: `the message of a completed execution, ${REPLAYS} times more`,
      by: 'database',
      answer: /^the row is COMPLETE, 1 attempts, 1 effects$/,
    },
    async () => ({
      ...refusalOf(await watchNote(context, 'replayed'), 'the row', 'COMPLETE'),
      refusedBy: 'database',
    }),
  )
}

async function poison(context: ProofContext, reader: TopicReader): Promise<void> {
  const messages = poisonMessages()
  await injectMessages(context, reader, 'poison-message', messages)
  await noteAttack(
    context,
    {
      attack: `${messages.length} poisonous messages: no JSON, null, 0.9 MB, huge headers, deep nesting`,
      by: 'worker',
      answer: /^passed over; the execution behind them is COMPLETE, 1 attempts, 1 effects$/,
    },
    async () => {
      await acceptNote(context, { tenant: GLOBEX, name: 'behind' })
      await awaitStatus(context, 'behind', 'COMPLETE')
      const met = refusalOf(
        await watchNote(context, 'behind'),
        'passed over; the execution behind them',
        'COMPLETE',
      )
      return { ...met, refusedBy: 'worker' }
    },
  )
}

function refusalOf(rows: Awaited<ReturnType<typeof watchNote>>, subject: string, untouched: string): Refusal {
  const [row] = rows
  if (row === undefined || rows.length > 1)
    return { refusedBy: 'none', answer: `${subject} is there ${rows.length} times` }
  return {
    refusedBy: row.status === untouched ? 'worker' : 'none',
    answer: `${subject} is ${row.status}, ${row.attempt} attempts, ${row.effects} effects`,
  }
}

/** The same messages against a worker that trusts them and a claim that does not look: now they matter. */
async function showThatMessagesCouldMatter(
  context: ProofContext,
  broker: KafkaProbe,
  place: WorkerPlace,
): Promise<void> {
  const { access, notes } = context
  const forged = await acceptNote(context, { tenant: ACME, name: 'control-forged' })
  await place.put({ kind: 'worker-trusts-message', tenants: [GLOBEX] })
  const done = await acceptNote(context, { tenant: GLOBEX, name: 'control-replayed' })
  await awaitStatus(context, 'control-replayed', 'COMPLETE')
  await broker.produce(TOPIC, forgedMessages(forged.executionId, ACME))
  const row = await awaitStatus(context, 'control-forged', 'COMPLETE')
  notes.controls.push({
    kind: 'negative',
    description:
      "with a worker that takes the tenant from the message, the same forged message runs acme's execution",
    outcome: `${row.status}, ${row.effects} effect, by ${row.worker ?? 'nobody'}`,
    asExpected: row.effects === 1,
  })
  await withFaults([forgetStatus(access.admin, GLOBEX)], async () => {
    await broker.produce(TOPIC, [hintMessage(done.executionId)])
    await waitFor(
      'the replay to be claimed',
      context.signal,
      async () => ((await watchNote(context, 'control-replayed'))[0]?.attempt ?? 0) > 1,
    )
  })
  notes.controls.push({
    kind: 'negative',
    description: 'with a claim that does not look at the status, one replay re-opens a completed execution',
    outcome: 'attempt 2 of a completed execution',
    asExpected: true,
  })
}
