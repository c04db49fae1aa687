import { z } from 'zod'
import { groupOf, topicOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { openAdminProbe, openTokenProbe, type KafkaProbe } from '../probes/kafka-probe.ts'
import { protocolErrorOf } from '../probes/protocol-error-of.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import { defineAttack, type AttackEnvironment, type AttackMet } from './define-attack.ts'
import { identityOptions, takeIdentity } from './http-identity.ts'
import { readNewestExecution } from './read-newest-execution.ts'
import { forgedMessages } from './topic-messages.ts'

/**
 * Writes messages to the victim's topic, straight to the broker: they name an execution of the victim's that is
 * done, with the attacker named in every place where a careless worker might look. Taken messages are waited for
 * until the victim's worker has read past them.
 */
export const writeToTopic = defineAttack({
  name: 'write-to-topic',
  options: identityOptions.extend({
    /** False where the victim's worker is not going to come past them now. Default true. */
    areRead: z.boolean().optional(),
  }),
  matrix: [
    {
      title: "write a hint to the victim's topic with the own token",
      options: { attacker: ACME, victim: GLOBEX, as: 'own', areRead: false },
      aim: 'be accepted',
    },
    {
      title: "write a hint to the victim's topic with a forged token",
      options: { attacker: ACME, victim: GLOBEX, as: 'forged', areRead: false },
      aim: 'be accepted',
    },
  ],
  async attack(environment, options, signal) {
    const { token } = await takeIdentity(environment, options)
    let probe: KafkaProbe
    try {
      probe = await openTokenProbe(environment.access.addresses.clientBroker, token)
    } catch (error) {
      return refusal(protocolErrorOf(error), options.attacker)
    }
    try {
      return await write(environment, { probe, ...options, signal })
    } finally {
      await probe.close()
    }
  },
})

async function write(
  environment: AttackEnvironment,
  parts: {
    readonly probe: KafkaProbe
    readonly attacker: TenantId
    readonly victim: TenantId
    readonly areRead?: boolean | undefined
    readonly signal: AbortSignal
  },
): Promise<AttackMet> {
  const { probe, attacker, victim, signal } = parts
  const executionId = await readNewestExecution(environment, victim)
  const messages = forgedMessages(executionId, attacker).map((message) => ({
    ...message,
    headers: { ...message.headers, marker: environment.marker },
  }))
  const answer = await probe.produce(topicOf(victim), messages)
  if (!answer.ok) return refusal(answer, attacker)
  const taken = `the broker took ${messages.length} messages`
  const planted = [{ tenant: victim, executionId }]
  if (parts.areRead === false) return { refusedBy: 'none', answer: taken, seen: [], planted }
  await untilRead(environment, victim, signal)
  return {
    refusedBy: 'none',
    answer: `${taken}, and ${victim}'s worker has read them`,
    seen: [],
    planted,
  }
}

async function untilRead(
  { access }: AttackEnvironment,
  victim: TenantId,
  signal: AbortSignal,
): Promise<void> {
  const admin = await openAdminProbe(access.addresses.adminBroker, access.system.credentials().kafka.admin)
  const topic = topicOf(victim)
  try {
    const end = await admin.endOffset(topic)
    await waitFor(
      `${victim}'s worker to read past offset ${end}`,
      signal,
      async () => (await admin.committedOffset(groupOf(victim), topic)) >= end,
    )
  } finally {
    await admin.close()
  }
}

const refusal = ({ code, type }: { code: number; type: string }, attacker: TenantId): AttackMet => ({
  refusedBy: 'broker',
  answer: `Kafka error ${code} ${type}`,
  seen: [{ by: attacker, text: type }],
})
