import { z } from 'zod'
import { topicOf } from '../../system/contracts/names.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'

/** Enough to show what is in them. */
const MESSAGES_MAX = 50

/** Reads the victim's topic from its first message on, straight from the broker, in a group of the attacker's own. */
export const readFromTopic = defineAttack({
  name: 'read-from-topic',
  options: z.strictObject({ attacker: tenantOption, victim: tenantOption }),
  async attack({ access }, { attacker, victim }) {
    const probe = await openTokenProbe(access.addresses.clientBroker, await access.tokenOf(attacker))
    try {
      const answer = await probe.read(topicOf(victim), {
        group: `tenant_${attacker}_reader`,
        countMax: MESSAGES_MAX,
      })
      if (!answer.ok)
        return { refusedBy: 'broker', answer: `Kafka error ${answer.code} ${answer.type}`, seen: [] }
      return {
        refusedBy: 'none',
        answer: `${answer.messages.length} messages`,
        seen: answer.messages.map((text) => ({ by: attacker, text })),
      }
    } finally {
      await probe.close()
    }
  },
})
