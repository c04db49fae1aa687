import { z } from 'zod'
import type { Setting } from '../setting.ts'
import { absolutePath, brokers, plainText, secret } from '../setting-types.ts'

/** What the administrator of an external broker may log in by. */
export const adminMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/** How Kafka is reached. */
export const kafkaVariables = {
  EASYFLOW_KAFKA_BROKERS: {
    type: brokers,
    what: 'Listener for tokens (SASL/OAUTHBEARER), of an external Kafka for easyflow start; TLS off the loopback',
    readBy: ['api', 'worker', 'control-plane', 'runtime'],
    optionalFor: ['control-plane', 'runtime'],
    atStart: 'read',
  },
  EASYFLOW_KAFKA_CA_FILE: {
    type: absolutePath.optional(),
    what: "PEM file of the authorities that brokers' certificates are verified by; with it TLS is used on the loopback too. Else those that Node trusts",
    readBy: ['api', 'worker', 'control-plane', 'runtime'],
    atStart: 'read',
  },
  EASYFLOW_KAFKA_ADMIN_BROKERS: {
    type: brokers,
    what: 'Listener for the administrator; TLS off the loopback',
    readBy: ['control-plane', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_KAFKA_ADMIN_USER: {
    type: plainText,
    what: 'Login that may make topics and access lists',
    readBy: ['control-plane', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_KAFKA_ADMIN_PASSWORD: {
    type: secret(1),
    what: 'Its password',
    secret: 'whole',
    readBy: ['control-plane', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_KAFKA_ADMIN_MECHANISM: {
    type: z.enum(adminMechanisms).default('plain'),
    what: 'How it logs in',
    readBy: ['control-plane', 'runtime'],
    atStart: 'read',
  },
} as const satisfies Record<string, Setting>
