import { z } from 'zod'
import { parseHint } from '../../system/contracts/hint.ts'
import { topicOf } from '../../system/contracts/names.ts'
import { namedOptions, readNamedExecutions } from '../attacks/named-executions.ts'
import { forgedMessages, hintMessage, poisonMessages } from '../attacks/topic-messages.ts'
import type { Environment } from '../environment/environment.ts'
import { awaitRead } from '../probes/await-read.ts'
import { openAdminProbe, type KafkaProbe, type Message } from '../probes/kafka-probe.ts'
import { readRunExecutions } from '../probes/read-run-executions.ts'
import { tenantOption } from '../tenant-option.ts'
import { seededUuids } from '../workloads/seeded-uuids.ts'
import type { Fault } from './fault.ts'

export const injectMessagesOptions = z.strictObject({
  /** On whose topic. */
  on: tenantOption,
  messages: z.discriminatedUnion('are', [
    /** Those the api would write of executions asked for by name, each so often (default once). */
    z.strictObject({ are: z.literal('hints'), of: z.strictObject(namedOptions), times: z.int().optional() }),
    /** The same, with their tenant in every place where a careless worker might look for it. */
    z.strictObject({ are: z.literal('forged'), of: z.strictObject(namedOptions) }),
    /** Of every execution of this run that was refused. */
    z.strictObject({ are: z.literal('late') }),
    /** Hints of executions that nobody asked for. */
    z.strictObject({ are: z.literal('flood'), count: z.int().positive() }),
    /** What no reader can make sense of. */
    z.strictObject({ are: z.literal('poison') }),
  ]),
  /** False when whoever reads the topic is not going to come past them. Default true. */
  areRead: z.boolean().optional(),
})
type Options = z.infer<typeof injectMessagesOptions>

/** More of them go in one batch. Poison goes one by one: a batch would be refused as a whole. */
const ONE_BY_ONE_MAX = 100
/** Seconds at most, on a machine that does nothing else. */
const READ_WITHIN_MS = 60_000

/**
 * Writes messages to a topic as a superuser of the broker, who is asked for nothing. They lie in the log from
 * then on; there is nothing to undo. Holds once the worker has read every one of them and is idle.
 */
export function injectMessages(
  environment: Environment,
  options: Options,
  signal: AbortSignal,
): Omit<Fault, 'name'> {
  const { access } = environment
  const topic = topicOf(options.on)
  return {
    async inject() {
      const messages = await buildMessages(environment, options)
      if (messages.length === 0) throw new Error(`There is nothing to write to ${topic}`)
      const broker = await openAdminProbe(
        access.addresses.adminBroker,
        access.system.credentials().kafka.admin,
      )
      try {
        notePlanted(environment, options.on, messages)
        const { before, after } = await write(broker, topic, messages)
        const lie = `${messages.length} messages lie in ${topic} between offsets ${before} and ${after}`
        if (options.areRead === false) return lie
        const read = { broker, offset: after, tenant: options.on, withinMs: READ_WITHIN_MS }
        await awaitRead(environment, read, signal)
        return `${lie}, and ${options.on}'s worker has read past them and is idle`
      } finally {
        await broker.close()
      }
    },
    heal: () => Promise.resolve(),
  }
}

/** A message that is there on purpose is not misplaced. */
function notePlanted({ history }: Environment, tenant: string, messages: readonly Message[]): void {
  for (const { value } of messages) {
    const hint = value === null ? undefined : parseHint(Buffer.from(value))
    if (hint !== undefined) history.write({ kind: 'planted', tenant, executionId: hint.executionId })
  }
}

async function buildMessages(
  environment: Environment,
  { on, messages: wanted }: Options,
): Promise<readonly Message[]> {
  switch (wanted.are) {
    case 'hints': {
      const hints = (await readNamedExecutions(environment, wanted.of)).map(({ executionId }) =>
        hintMessage(executionId),
      )
      return Array.from({ length: wanted.times ?? 1 }, () => hints).flat()
    }
    case 'forged': {
      const rows = await readNamedExecutions(environment, wanted.of)
      return rows.flatMap(({ executionId }) => forgedMessages(executionId, wanted.of.tenant))
    }
    case 'late': {
      const rows = await readRunExecutions(environment)
      const refused = rows.filter(({ tenant, status }) => tenant === on && status === 'REJECTED')
      return refused.map(({ executionId }) => hintMessage(executionId))
    }
    case 'flood':
      return seededUuids(environment.seed, wanted.count).map(hintMessage)
    case 'poison':
      return poisonMessages()
    default:
      throw new TypeError('There is no such kind of messages')
  }
}

async function write(
  broker: KafkaProbe,
  topic: string,
  messages: readonly Message[],
): Promise<{ readonly before: number; readonly after: number }> {
  const before = await broker.endOffset(topic)
  const batches = messages.length > ONE_BY_ONE_MAX ? [messages] : messages.map((message) => [message])
  for (const batch of batches) {
    const answer = await broker.produce(topic, batch)
    if (!answer.ok) throw new Error(`The broker did not take a message: ${answer.type}`)
  }
  const after = await broker.endOffset(topic)
  if (after - before < messages.length) throw new Error(`${topic} holds fewer messages than were written`)
  return { before, after }
}
