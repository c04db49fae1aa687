import { randomUUID } from 'node:crypto'
import { topicOf } from '../../../system/contracts/names.ts'
import { hintMessage, poisonMessages } from '../../attacks/topic-messages.ts'
import { attackBroker } from '../../probes/attack-broker.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import { publishAndAwait } from './publish-and-await.ts'

/** What each of `poisonMessages` is, in their order. */
const kinds: readonly (readonly [name: string, title: string])[] = [
  ['no-json', 'that is no JSON'],
  ['null', 'without a value'],
  ['empty', 'of nothing'],
  ['bytes', 'of bytes that are no UTF-8'],
  ['array', 'that is an array'],
  ['version', 'of a version that nobody knows'],
  ['no-uuid', 'whose execution is no UUID'],
  ['prototype', 'that sets a prototype'],
  ['deep', 'of 50,000 levels'],
  ['huge', 'of 900 kB'],
  ['headers', 'with 200 kB of headers'],
]

/** A worker that reads takes a moment for a message. */
const STUCK_AFTER_MS = 5000

/** Messages on the own topic that nobody can make sense of. What follows each must still be read. */
export const poisonAttacks: readonly SuiteAttack[] = kinds.map(([name, title], index): SuiteAttack => ({
  id: `L4-poison-${name}`,
  layer: 'L4',
  title: `stop the own worker with a message ${title}`,
  allowed: ['worker: what followed was read'],
  aim: 'be accepted',
  removes: ['poison-tolerance'],
  mayTouchOwn: true,
  isLong: index > 1,
  attack: (bench, signal) => poison(bench, index, signal),
}))

async function poison(bench: Bench, index: number, signal: AbortSignal): Promise<SuiteMet> {
  const message = poisonMessages()[index]
  if (message === undefined) throw new TypeError('There is no such message')
  const next = () => hintMessage(randomUUID())
  // It reads now: what comes is its own doing.
  await publishAndAwait(bench, [next()], signal)
  try {
    await publishAndAwait(bench, [message], signal, STUCK_AFTER_MS)
    await publishAndAwait(bench, [next()], signal, STUCK_AFTER_MS)
    return { refusedBy: 'worker', answer: 'what followed was read', text: '' }
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('read past')) throw error
    await clearTopic(bench)
    return { refusedBy: 'none', answer: 'what followed was not read', text: error.message }
  }
}

/** Whoever stands before a message that it cannot pass goes on behind it once it is gone. */
async function clearTopic({ access, attacker }: Bench): Promise<void> {
  const { user, password } = access.system.credentials().kafka.admin
  const topic = topicOf(attacker)
  await attackBroker(
    access.addresses.adminBroker,
    { mechanism: 'plain', user, password },
    async ({ admin }) => {
      const ends = await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({
        topic,
        partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
      })
    },
  )
}
