import { randomUUID } from 'node:crypto'
import { dataSchemaOf } from '../../../system/contracts/names.ts'
import { forgedMessages, hintMessage } from '../../attacks/topic-messages.ts'
import type { Message } from '../../probes/kafka-probe.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import { publishAndAwait } from './publish-and-await.ts'

const STRICT =
  'what has members that no hint has is read by no worker, not even by one that believes messages'
const UNMOVED = 'read, and nothing moved'

/** Where a message of the attacker's own names the victim, in the order of `forgedMessages`. */
const places: readonly (readonly [name: string, title: string])[] = [
  ['id', "a copy of the victim's own message, which names its execution"],
  ['body', "the victim in its body, beside the victim's execution"],
  ['headers', "the victim in its headers and its worker for a key, beside the victim's execution"],
  ['key', "the victim for a key, its topic and an input in the body, beside the victim's execution"],
]

const replays: readonly (readonly [name: string, times: number])[] = [
  ['once', 1],
  ['thousandfold', 1000],
]

/** What the attacker may write to the topic of his own, and a worker reads: names of what is not his, and again what was. */
export const hintAttacks: readonly SuiteAttack[] = [
  ...places.map(([name, title], index): SuiteAttack => ({
    id: `L4-hint-${name}`,
    layer: 'L4',
    title: `write to the own topic ${title}`,
    allowed: [`worker: ${UNMOVED}`],
    aim: 'write',
    ...(name === 'body' || name === 'key'
      ? { removes: [], unprovable: STRICT }
      : { removes: ['worker-scope', 'victim-claim-guard'] }),
    mayTouchOwn: true,
    isLong: index > 0,
    attack: async (bench, signal) => {
      const message = forgedMessages(bench.victimExecution, bench.victim)[index]
      if (message === undefined) throw new TypeError('There is no such message')
      const before = await standOf(bench, bench.victim, bench.victimExecution)
      await publishAndAwait(bench, [message], signal)
      return metOf(before, await standOf(bench, bench.victim, bench.victimExecution))
    },
  })),
  ...replays.map(([name, times]): SuiteAttack => ({
    id: `L4-replay-${name}`,
    layer: 'L4',
    title: `write the message of a completed execution to the own topic ${times === 1 ? 'again' : `${times} times`}`,
    allowed: [`worker: ${UNMOVED}`],
    aim: 'be accepted',
    removes: ['claim-guard'],
    mayTouchOwn: true,
    isLong: times > 1,
    attack: async (bench, signal) => {
      const before = await standOf(bench, bench.attacker, bench.ownExecution)
      const messages = Array.from({ length: times }, (): Message => hintMessage(bench.ownExecution))
      await publishAndAwait(bench, messages, signal)
      return metOf(before, await standOf(bench, bench.attacker, bench.ownExecution))
    },
  })),
  {
    id: 'L4-hint-unknown',
    layer: 'L4',
    title: 'write a hundred hints of executions that nobody asked for to the own topic',
    allowed: [`worker: ${UNMOVED}`],
    aim: 'write',
    removes: [],
    unprovable: 'there is nothing that it could begin: a hint carries no work, and no part makes any from it',
    mayTouchOwn: true,
    isLong: true,
    attack: async (bench, signal) => {
      const count = async (): Promise<string> =>
        JSON.stringify(
          await bench.access.admin.rows(
            `select count(*) from ${dataSchemaOf(bench.attacker)}.workflow_executions`,
          ),
        )
      const before = await count()
      const messages = Array.from({ length: 100 }, () => hintMessage(randomUUID()))
      await publishAndAwait(bench, messages, signal)
      return metOf(before, await count())
    },
  },
]

/** How an execution stands and what it has left, as a superuser sees it. */
async function standOf({ access }: Bench, tenant: Bench['victim'], id: string): Promise<string> {
  const schema = dataSchemaOf(tenant)
  const rows = await access.admin.rows(
    `select e.status, e.attempt, e.result,
       (select count(*) from ${schema}.effects f where f.execution_id = e.execution_id) as effects
     from ${schema}.workflow_executions e where e.execution_id = $1`,
    [id],
  )
  return JSON.stringify(rows)
}

const metOf = (before: string, after: string): SuiteMet =>
  before === after
    ? { refusedBy: 'worker', answer: UNMOVED, text: '' }
    : { refusedBy: 'none', answer: 'it moved something', text: '' }
