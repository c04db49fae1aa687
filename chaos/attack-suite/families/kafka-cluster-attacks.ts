import { principalOf, topicOf } from '../../../system/contracts/names.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { protocol, type BrokerTools } from '../../probes/attack-broker.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import {
  brokerRefusals,
  spareName,
  toKafkaAttack,
  victimGroup,
  victimTopic,
  type KafkaOperation,
} from './kafka-operation.ts'

const aclOf = ({ attacker }: Bench) => ({
  resourceType: protocol.aclOnTopic,
  resourcePatternType: protocol.literal,
  principal: `User:${principalOf(attacker, 'worker')}`,
  host: '127.0.0.9',
  operation: protocol.describe,
  permissionType: protocol.allow,
})

const operations: readonly KafkaOperation[] = [
  {
    name: 'describe-topic-settings',
    title: "read the settings of the victim's topic",
    run: ({ admin }, bench) =>
      admin.describeConfigs({
        includeSynonyms: true,
        resources: [{ type: protocol.topicSettings, name: victimTopic(bench) }],
      }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'describe-broker-settings',
    title: "read the broker's settings",
    run: ({ admin }) =>
      admin.describeConfigs({
        includeSynonyms: true,
        resources: [{ type: protocol.brokerSettings, name: '1' }],
      }),
    allowed: [brokerRefusals.cluster],
  },
  {
    name: 'alter-topic-settings',
    title: "change the settings of the victim's topic",
    run: ({ admin }, bench) =>
      admin.alterConfigs({
        validateOnly: true,
        resources: [
          {
            type: protocol.topicSettings,
            name: victimTopic(bench),
            configEntries: [{ name: 'retention.ms', value: '1' }],
          },
        ],
      }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'alter-own-settings',
    title: 'change the settings of the own topic',
    run: ({ admin }, bench) =>
      admin.alterConfigs({
        validateOnly: true,
        resources: [
          {
            type: protocol.topicSettings,
            name: topicOf(bench.attacker),
            configEntries: [{ name: 'retention.ms', value: '1' }],
          },
        ],
      }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'alter-broker-settings',
    title: "change the broker's settings",
    run: ({ admin }) =>
      admin.alterConfigs({
        validateOnly: true,
        resources: [
          {
            type: protocol.brokerSettings,
            name: '1',
            configEntries: [{ name: 'log.retention.ms', value: '1' }],
          },
        ],
      }),
    allowed: [brokerRefusals.cluster],
  },
  {
    name: 'describe-group',
    title: "look at the group of the victim's workers",
    run: async ({ admin }, bench) => {
      // The client finds no coordinator before it knows a broker.
      await admin.listTopics()
      return admin.describeGroups([victimGroup(bench)])
    },
    allowed: [brokerRefusals.group],
  },
  {
    name: 'group-offsets',
    title: "ask how far the victim's workers have read",
    run: async ({ admin }, bench) => {
      await admin.listTopics()
      return admin.fetchOffsets({ groupId: victimGroup(bench), topics: [victimTopic(bench)] })
    },
    allowed: [brokerRefusals.group, brokerRefusals.topic],
  },
  {
    name: 'reset-group',
    title: "send the victim's workers back to the beginning",
    run: ({ admin }, bench) =>
      admin.resetOffsets({ groupId: victimGroup(bench), topic: victimTopic(bench), earliest: true }),
    allowed: [brokerRefusals.group, brokerRefusals.topic],
    removes: [],
  },
  {
    name: 'commit-for-group',
    title: "commit offsets for a group of somebody else's",
    run: ({ admin }, bench) =>
      admin.setOffsets({
        groupId: `${spareName(bench)}_group`,
        topic: victimTopic(bench),
        partitions: [{ partition: 0, offset: '0' }],
      }),
    allowed: [brokerRefusals.group, brokerRefusals.topic],
  },
  {
    name: 'delete-group',
    title: "delete the group of the victim's workers",
    run: ({ admin }, bench) => admin.deleteGroups([victimGroup(bench)]),
    allowed: [brokerRefusals.group],
    removes: [],
  },
  {
    name: 'create-acl',
    title: "give oneself a right to the victim's topic",
    run: ({ admin }, bench) =>
      admin
        .createAcls({ acl: [{ ...aclOf(bench), resourceName: victimTopic(bench) }] })
        .then(() => admin.deleteAcls({ filters: [{ ...aclOf(bench), resourceName: victimTopic(bench) }] })),
    allowed: [brokerRefusals.cluster],
  },
  {
    name: 'describe-acls',
    title: 'read all access lists',
    run: ({ admin }, bench) => admin.describeAcls({ ...aclOf(bench), resourceName: victimTopic(bench) }),
    allowed: [brokerRefusals.cluster],
  },
  {
    name: 'delete-acls',
    title: 'delete an access list',
    run: ({ admin }, bench) =>
      admin.deleteAcls({ filters: [{ ...aclOf(bench), resourceName: `${spareName(bench)}_none` }] }),
    allowed: [brokerRefusals.cluster],
  },
  {
    name: 'transaction',
    title: 'begin a transaction',
    run: (tools, bench) => transact(tools, spareName(bench)),
    allowed: [brokerRefusals.transaction],
  },
  {
    name: 'fence-transaction',
    title: "take over the transactions of the victim's name",
    run: (tools, bench) => transact(tools, victimGroup(bench)),
    allowed: [brokerRefusals.transaction],
  },
]

/** Settings, groups, access lists and transactions. */
export const kafkaClusterAttacks: readonly SuiteAttack[] = operations.map(toKafkaAttack)

/** The first one of a broker's life waits until the broker has made itself the topic for it. */
async function transact({ producer }: BrokerTools, transactionalId: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      const transaction = await (await producer({ transactionalId, idempotent: true })).transaction()
      return await transaction.abort()
    } catch (error) {
      const isEarly = error instanceof Error && error.name === 'KafkaJSGroupCoordinatorNotFound'
      if (!isEarly || tries === 10) throw error
      await delay(300)
    }
  }
}
