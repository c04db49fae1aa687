import { z } from 'zod'
import type { Setting } from '../setting.ts'
import { absolutePath, plainText, port } from '../setting-types.ts'

/** What surrounds the processes: the runtime itself, the images, the harness, the tests. */
export const surroundingVariables = {
  EASYFLOW_STATE_DIR: {
    type: plainText.optional(),
    what: 'Where all instances live. Default: /var/lib/easyflow for root, else ~/.local/state/easyflow',
    readBy: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_INSTANCE_DIRECTORY: {
    type: plainText.optional(),
    what: 'Marks a process as one of an instance; set by the runtime',
    readBy: ['runtime'],
    atStart: 'ignored',
  },
  EASYFLOW_BREAK_EXTERNAL_SERVERS: {
    type: z.enum(['no', 'yes-break-them']).default('no'),
    what: 'Whether proofs may break external servers: roles, policies and rows are changed, brokers are cut off',
    readBy: ['chaos', 'runtime'],
    atStart: 'read',
  },
  EASYFLOW_SABOTEUR_TENANTS: {
    type: plainText.optional(),
    what: 'Tenants that a broken worker looks among',
    readBy: ['saboteur'],
    atStart: 'ignored',
  },
  EASYFLOW_TEST_COUNTS: {
    type: plainText.optional(),
    what: 'Where a test run writes its counts',
    readBy: ['tests'],
    atStart: 'ignored',
  },
  EASYFLOW_GATE_ADDRESS: {
    type: plainText.optional(),
    what: 'Where the gate of the containers listens',
    readBy: ['container'],
    atStart: 'ignored',
  },
  EASYFLOW_POSTGRES_PORT: {
    type: port(1).optional(),
    what: 'Published port of Postgres',
    readBy: ['container'],
    atStart: 'ignored',
  },
  EASYFLOW_KAFKA_PORT: {
    type: port(1).optional(),
    what: 'Published port of Kafka',
    readBy: ['container'],
    atStart: 'ignored',
  },
  EASYFLOW_KAFKA_ADMIN_PORT: {
    type: port(1).optional(),
    what: "Published port of Kafka's administrator",
    readBy: ['container'],
    atStart: 'ignored',
  },
  EASYFLOW_KAFKA_CONTROLLER_PORT: {
    type: port(1).optional(),
    what: "Port of Kafka's controller",
    readBy: ['container'],
    atStart: 'ignored',
  },
  EASYFLOW_KAFKA_DATA_DIR: {
    type: absolutePath.optional(),
    what: "Kafka's data in its container",
    readBy: ['container'],
    atStart: 'ignored',
  },
  EASYFLOW_SECRETS_DIR: {
    type: absolutePath.optional(),
    what: 'Where the secrets of the containers are',
    readBy: ['container'],
    atStart: 'ignored',
  },
} as const satisfies Record<string, Setting>
