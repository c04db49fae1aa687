import { setTimeout as delay } from 'node:timers/promises'
import { groupOf, topicOf } from '../../system/contracts/names.ts'
import { markLogs, readLogsSince, type LogMarks } from '../access/log-marks.ts'
import { checkLogs, countLines, type LogText, type Secret } from '../checkers/check-logs.ts'
import type { Environment } from '../environment/environment.ts'
import type { Readable, RowOf, Witnesses } from '../history/witnesses.ts'
import { openAdminProbe, type KafkaProbe } from './kafka-probe.ts'
import { compareCatalogues, readCatalogue, type Catalogue } from './read-catalogue.ts'
import { readRunEffects } from './read-run-effects.ts'
import { readRunExecutions } from './read-run-executions.ts'
import { readRunMessages } from './read-run-messages.ts'

/** How things stood when the run began: what is read afterwards is compared with it. */
export interface Beginning {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly catalogue: Catalogue
  readonly logs: LogMarks
}

/** What a run left behind, and what else is worth keeping of it. */
export interface Afterwards {
  readonly witnesses: Witnesses
  readonly catalogue: Catalogue | undefined
  /** What every part has logged during the run. */
  readonly logs: readonly LogText[]
}

/** How long the groups get to commit what they have read, and how often that is looked at. */
const SETTLE_WITHIN_MS = 5000
const LOOK_EVERY_MS = 50

/** Reads how things stand before anything is broken. @throws when it cannot be read: nothing could be compared. */
export async function readBeginning(environment: Environment): Promise<Beginning> {
  const [catalogue, logs] = await Promise.all([
    readCatalogue(environment),
    markLogs(environment.access.system.status()),
  ])
  return { at: Date.now(), catalogue, logs }
}

/** Reads all that a run left behind, with the harness's own clients. What cannot be read is said to be unread. */
export async function readWitnesses(environment: Environment, beginning: Beginning): Promise<Afterwards> {
  const { access } = environment
  const executions = await read(() => readRunExecutions(environment))
  const ids = executions.isRead ? executions.rows.map(({ executionId }) => executionId) : []
  const of = { executionIds: new Set(ids), beganAt: beginning.at }
  const [effects, messages, offsets, catalogue, logs] = await Promise.all([
    read(() => readRunEffects(environment)),
    read(() => readRunMessages(environment, of)),
    read(() => readOffsets(environment)),
    readCatalogue(environment).catch((error: unknown) => messageOf(error)),
    readLogsSince(access.system.status(), beginning.logs),
  ])
  const all = [...logs, ...environment.stage.outputs()]
  const witnesses: Witnesses = {
    executions,
    effects,
    messages,
    offsets,
    canaries: Object.fromEntries(access.canaries),
    logged: judgeLogs(environment, all),
    catalogue:
      typeof catalogue === 'string'
        ? { isRead: false, reason: catalogue }
        : compareCatalogues(beginning.catalogue, catalogue),
  }
  return { witnesses, catalogue: typeof catalogue === 'string' ? undefined : catalogue, logs: all }
}

async function read<Row>(load: () => Promise<readonly Row[]>): Promise<Readable<Row>> {
  try {
    return { isRead: true, rows: [...(await load())] }
  } catch (error) {
    return { isRead: false, reason: messageOf(error) }
  }
}

async function readOffsets({ access }: Environment): Promise<readonly RowOf<'offsets'>[]> {
  const broker = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  try {
    const giveUpAt = Date.now() + SETTLE_WITHIN_MS
    for (;;) {
      const rows = await Promise.all(access.tenants.map((tenant) => readOffsetsOf(broker, tenant)))
      const isSettled = rows.every(({ committed, end }) => Math.max(committed, 0) === end)
      if (isSettled || Date.now() > giveUpAt) return rows
      await delay(LOOK_EVERY_MS)
    }
  } finally {
    await broker.close()
  }
}

async function readOffsetsOf(
  broker: KafkaProbe,
  tenant: Environment['access']['tenants'][number],
): Promise<RowOf<'offsets'>> {
  const topic = topicOf(tenant)
  const end = await broker.endOffset(topic)
  return { tenant, end, committed: await broker.committedOffset(groupOf(tenant), topic) }
}

/** Every marker of the run's work begins with its label. */
function judgeLogs({ access, label }: Environment, logs: readonly LogText[]): Witnesses['logged'] {
  const secrets: readonly Secret[] = [
    ...access.secrets(),
    ...[...access.canaries.values()].map((value): Secret => ({ kind: 'canary', value })),
    { kind: 'payload', value: label },
  ]
  const lines = logs.reduce((sum, { text = '' }) => sum + countLines(text), 0)
  const verdict = checkLogs(logs, secrets)
  if (verdict.outcome === 'unknown') return { isRead: false, reason: verdict.reason }
  return { isRead: true, lines, rows: verdict.outcome === 'violated' ? [...verdict.witnesses] : [] }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
