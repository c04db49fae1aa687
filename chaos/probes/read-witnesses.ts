import { groupOf, topicOf } from '../../system/contracts/names.ts'
import type { Environment } from '../environment/environment.ts'
import { checkLogs, type Secret } from '../checkers/check-logs.ts'
import { readLogs } from '../access/read-logs.ts'
import type { Witnesses } from '../history/witnesses.ts'
import { openAdminProbe, type KafkaProbe } from './kafka-probe.ts'
import { readRunExecutions } from './read-run-executions.ts'

/** Reads all that a run left behind, with the harness's own clients. What cannot be read is said to be unread. */
export async function readWitnesses(environment: Environment): Promise<Witnesses> {
  const { access } = environment
  const [executions, offsets, logged] = await Promise.all([
    read(() => readRunExecutions(environment)),
    read(() => readOffsets(environment)),
    read(() => readWhatWasLogged(environment)),
  ])
  return {
    executions,
    messages: { isRead: false, reason: 'not read yet' },
    offsets,
    canaries: Object.fromEntries(access.canaries),
    logged,
  }
}

type Readable<Row> = { isRead: true; rows: Row[] } | { isRead: false; reason: string }

async function read<Row>(load: () => Promise<readonly Row[]>): Promise<Readable<Row>> {
  try {
    return { isRead: true, rows: [...(await load())] }
  } catch (error) {
    return { isRead: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

async function readOffsets({
  access,
}: Environment): Promise<readonly { tenant: string; committed: number; end: number }[]> {
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    return await Promise.all(access.tenants.map((tenant) => readOffsetsOf(broker, tenant)))
  } finally {
    await broker.close()
  }
}

async function readOffsetsOf(
  broker: KafkaProbe,
  tenant: Environment['access']['tenants'][number],
): Promise<{ tenant: string; committed: number; end: number }> {
  const topic = topicOf(tenant)
  const end = await broker.endOffset(topic)
  return { tenant, end, committed: await broker.committedOffset(groupOf(tenant), topic) }
}

/** Every marker of the run's work begins with its label. */
async function readWhatWasLogged({
  access,
  label,
}: Environment): Promise<readonly { explanation: string }[]> {
  const secrets: readonly Secret[] = [
    ...access.secrets(),
    ...[...access.canaries.values()].map((value): Secret => ({ kind: 'canary', value })),
    { kind: 'payload', value: label },
  ]
  const verdict = checkLogs(await readLogs(access.system.status()), secrets)
  if (verdict.outcome === 'unknown') throw new Error(verdict.reason)
  return verdict.outcome === 'violated' ? verdict.witnesses : []
}
