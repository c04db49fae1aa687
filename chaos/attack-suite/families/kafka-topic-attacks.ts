import { groupOf, topicOf } from '../../../system/contracts/names.ts'
import { consume } from '../../probes/attack-broker.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import {
  brokerRefusals,
  spareName,
  toKafkaAttack,
  victimGroup,
  victimTopic,
  withSpareTopic,
  type KafkaOperation,
} from './kafka-operation.ts'

const operations: readonly KafkaOperation[] = [
  {
    name: 'produce',
    title: "write to the victim's topic",
    run: async ({ producer }, bench) =>
      (await producer()).send({ topic: victimTopic(bench), messages: [{ value: 'x' }] }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'produce-idempotent',
    title: "write idempotently to the victim's topic",
    run: async ({ producer }, bench) =>
      (await producer({ idempotent: true })).send({ topic: victimTopic(bench), messages: [{ value: 'x' }] }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'produce-both',
    title: 'write to the own topic and the victim’s in one request',
    run: async ({ producer }, bench) =>
      (await producer()).sendBatch({
        topicMessages: [
          { topic: victimTopic(bench), messages: [{ value: 'x' }] },
          { topic: topicOf(bench.attacker), messages: [] },
        ],
      }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'produce-internal',
    title: "write to the topic of everybody's offsets",
    run: async ({ producer }) =>
      (await producer()).send({ topic: '__consumer_offsets', messages: [{ value: 'x' }] }),
    allowed: [brokerRefusals.topic],
    removes: [],
  },
  {
    name: 'produce-unknown',
    title: 'write to a topic that does not exist',
    run: async ({ producer }, bench) =>
      (await producer()).send({ topic: `${spareName(bench)}_none`, messages: [{ value: 'x' }] }),
    allowed: [brokerRefusals.topic],
    removes: [],
  },
  {
    name: 'consume-own-group',
    title: "read the victim's topic in a group of the own name",
    run: (tools, bench) =>
      consume(tools, { topic: victimTopic(bench), group: groupOf(bench.attacker), countMax: 1 }),
    allowed: [brokerRefusals.topic, brokerRefusals.group],
  },
  {
    name: 'consume-new-group',
    title: "read the victim's topic in a group that nobody has",
    run: (tools, bench) =>
      consume(tools, { topic: victimTopic(bench), group: spareName(bench), countMax: 1 }),
    allowed: [brokerRefusals.topic, brokerRefusals.group],
  },
  {
    name: 'consume-offsets',
    title: "read the topic of everybody's offsets",
    run: (tools, bench) =>
      consume(tools, { topic: '__consumer_offsets', group: spareName(bench), countMax: 1 }),
    allowed: [brokerRefusals.topic, brokerRefusals.group],
  },
  {
    name: 'join-victim-group',
    title: "join the group of the victim's workers",
    run: (tools, bench) =>
      consume(tools, { topic: topicOf(bench.attacker), group: victimGroup(bench), countMax: 1 }),
    allowed: [brokerRefusals.topic, brokerRefusals.group],
    removes: [],
  },
  {
    name: 'metadata',
    title: "look at the victim's topic",
    run: ({ admin }, bench) => admin.fetchTopicMetadata({ topics: [victimTopic(bench)] }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'offsets',
    title: "ask where the victim's topic ends",
    run: ({ admin }, bench) => admin.fetchTopicOffsets(victimTopic(bench)),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'offsets-by-time',
    title: "ask what the victim's topic held at a time",
    run: ({ admin }, bench) => admin.fetchTopicOffsetsByTimestamp(victimTopic(bench), 1),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'delete-topic',
    title: 'delete a foreign topic',
    run: ({ admin }, bench) => withSpareTopic(bench, (topic) => admin.deleteTopics({ topics: [topic] })),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'create-topic',
    title: 'create a topic',
    run: ({ admin }, bench) =>
      admin.createTopics({
        validateOnly: true,
        topics: [{ topic: `${spareName(bench)}_new`, numPartitions: 1 }],
        waitForLeaders: false,
      }),
    allowed: [brokerRefusals.topic, brokerRefusals.cluster],
  },
  {
    name: 'create-topic-like',
    title: "create a topic whose name only looks like the victim's",
    run: ({ admin }) =>
      admin.createTopics({
        validateOnly: true,
        topics: [{ topic: 'tenant_globex_events_', numPartitions: 1 }],
        waitForLeaders: false,
      }),
    allowed: [brokerRefusals.topic, brokerRefusals.cluster],
  },
  {
    name: 'create-internal',
    title: "create the topic of everybody's transactions",
    run: ({ admin }) =>
      admin.createTopics({ validateOnly: true, topics: [{ topic: '__transaction_state' }] }),
    allowed: [brokerRefusals.topic, brokerRefusals.cluster],
    removes: [],
  },
  {
    name: 'partitions',
    title: "add partitions to the victim's topic",
    run: ({ admin }, bench) =>
      admin.createPartitions({
        validateOnly: true,
        topicPartitions: [{ topic: victimTopic(bench), count: 8 }],
      }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'partitions-own',
    title: 'add partitions to the own topic',
    run: ({ admin }, bench) =>
      admin.createPartitions({
        validateOnly: true,
        topicPartitions: [{ topic: topicOf(bench.attacker), count: 8 }],
      }),
    allowed: [brokerRefusals.topic],
  },
  {
    name: 'reassign',
    title: "move the victim's partitions",
    run: ({ admin }, bench) =>
      withSpareTopic(bench, (topic) =>
        admin.alterPartitionReassignments({
          topics: [{ topic, partitionAssignment: [{ partition: 0, replicas: [1] }] }],
        }),
      ),
    allowed: [brokerRefusals.cluster],
  },
  {
    name: 'list-reassignments',
    title: 'list what is being moved',
    run: ({ admin }) => admin.listPartitionReassignments({}),
    allowed: [brokerRefusals.cluster],
  },
]

/** Topics: to write, to read, to look at, to destroy. */
export const kafkaTopicAttacks: readonly SuiteAttack[] = operations.map(toKafkaAttack)
