import { dataSchemaOf, groupOf, topicOf } from '../../../system/contracts/names.ts'
import { readNewestExecution } from '../../attacks/read-newest-execution.ts'
import { attackBroker } from '../../probes/attack-broker.ts'
import { openAdminProbe } from '../../probes/kafka-probe.ts'
import { startWorker } from '../../saboteurs/start-worker.ts'
import { waitFor } from '../../wait-for.ts'
import { placeCanary } from '../place-canary.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'

/** Whole processes: a worker composed wrongly, and one that ends between what it did and what it told the broker. */
export const workerProcessAttacks: readonly SuiteAttack[] = [
  {
    id: 'L5-foreign-client',
    layer: 'L5',
    title: "start a worker for the victim with the attacker's own client",
    allowed: ['issuer: no token, so it is never ready'],
    aim: 'be accepted',
    removes: [],
    unprovable: 'the issuer gives a client no token of another tenant, and has no switch that makes it',
    isLong: true,
    attack: (bench, signal) => workAs(bench, signal),
  },
  {
    id: 'L5-offset-lost',
    layer: 'L5',
    title:
      'end the worker between the commit in the database and the commit of its offset: the message comes again',
    allowed: ['database: 1 attempt, 1 effect'],
    aim: 'be accepted',
    removes: ['claim-guard'],
    mayTouchOwn: true,
    isLong: true,
    attack: (bench, signal) => loseOffset(bench, signal),
  },
]

async function workAs(bench: Bench, signal: AbortSignal): Promise<SuiteMet> {
  const { access, attacker, victim } = bench
  const caller = access.system.credentials().issuer.callers[attacker]
  if (caller === undefined) throw new Error(`${attacker} has no client`)
  const worker = await startWorker(access, {
    kind: 'genuine',
    tenants: [victim],
    until: 'live',
    settings: {
      EASYFLOW_WORKER_CLIENT_ID: caller.clientId,
      EASYFLOW_WORKER_CLIENT_SECRET: caller.clientSecret,
    },
  })
  try {
    await waitFor('the worker to be refused', signal, async () => {
      const { status } = await fetch(`${worker.url}/health/ready`)
      return status === 200 || worker.output().includes('ERR_ISSUER_UNAVAILABLE')
    })
    const { status } = await fetch(`${worker.url}/health/ready`)
    return status === 200
      ? { refusedBy: 'none', answer: 'it works', text: worker.output() }
      : { refusedBy: 'issuer', answer: 'no token, so it is never ready', text: worker.output() }
  } finally {
    await worker.stop()
  }
}

/** The worker ends; its offset is put back to where it was before it read the message; it comes back. */
async function loseOffset(bench: Bench, signal: AbortSignal): Promise<SuiteMet> {
  const { access, attacker } = bench
  const { system, addresses } = access
  const { user, password } = system.credentials().kafka.admin
  const topic = topicOf(attacker)
  const broker = await openAdminProbe(addresses.adminBroker, { user, password })
  try {
    const before = await broker.endOffset(topic)
    const marker = `${bench.label}-offset-${before}`
    await placeCanary(bench, { tenant: attacker, marker, signal })
    const id = await readNewestExecution(bench, attacker)
    await system.kill('worker', 'SIGTERM')
    await attackBroker(addresses.adminBroker, { mechanism: 'plain', user, password }, ({ admin }) =>
      admin.setOffsets({
        groupId: groupOf(attacker),
        topic,
        partitions: [{ partition: 0, offset: String(before) }],
      }),
    ).then((answer) => {
      if (!answer.ok) throw new Error(`The offset could not be put back: ${answer.type}`)
    })
    await system.restart('worker')
    const end = await broker.endOffset(topic)
    await waitFor(
      'the worker to read the message again',
      signal,
      async () => (await broker.committedOffset(groupOf(attacker), topic)) >= end,
    )
    return await countEffects(bench, id)
  } finally {
    if (system.status().parts.worker.state === 'stopped') await system.restart('worker')
    await broker.close()
  }
}

async function countEffects({ access, attacker }: Bench, id: string): Promise<SuiteMet> {
  const schema = dataSchemaOf(attacker)
  const [row] = await access.admin.rows(
    `select e.attempt, (select count(*)::int from ${schema}.effects f where f.execution_id = e.execution_id) as effects
     from ${schema}.workflow_executions e where e.execution_id = $1`,
    [id],
  )
  const answer = `${String(row?.['attempt'])} attempt, ${String(row?.['effects'])} effect`
  return { refusedBy: answer === '1 attempt, 1 effect' ? 'database' : 'none', answer, text: '' }
}
