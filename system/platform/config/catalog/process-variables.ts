import { z } from 'zod'
import { logLevels } from '../../log/log-levels.ts'
import type { Setting } from '../setting.ts'
import { ipAddress, plainText, port, webAddress, wholeNumber } from '../setting-types.ts'

/** How each process of ours behaves. */
export const processVariables = {
  EASYFLOW_LISTEN_HOST: {
    type: ipAddress.default('127.0.0.1'),
    what: 'Address that the api, the issuer and the health port of the worker listen on. They speak plain HTTP',
    readBy: ['api', 'issuer', 'worker'],
    atStart: 'refused',
  },
  EASYFLOW_LOG_LEVEL: {
    type: z.enum(logLevels).default('info'),
    what: 'What is logged',
    readBy: ['api', 'worker', 'issuer'],
    atStart: 'passed',
  },
  EASYFLOW_SHUTDOWN_GRACE_MS: {
    type: wholeNumber(0, 60_000).default(5000),
    unit: 'ms',
    what: 'How long what is under way may take when a process is asked to stop',
    readBy: ['api', 'worker', 'issuer'],
    atStart: 'passed',
  },
  EASYFLOW_API_PORT: {
    type: port(0),
    what: 'Where the api listens; 0 is any',
    readBy: ['api'],
    atStart: 'refused',
  },
  EASYFLOW_API_URL: {
    type: webAddress.optional(),
    what: 'Where callers reach the api; for keys, which sees who accepts one',
    readBy: ['control-plane'],
    atStart: 'refused',
  },
  EASYFLOW_RATE_LIMIT_PER_SECOND: {
    type: wholeNumber(1, 1_000_000).default(50),
    unit: 'requests/s',
    what: 'What a tenant may ask of the api',
    readBy: ['api'],
    atStart: 'passed',
  },
  EASYFLOW_RATE_LIMIT_BURST: {
    type: wholeNumber(1, 10_000_000).optional(),
    unit: 'requests',
    what: "What a tenant may ask at once. Default: one second's",
    readBy: ['api'],
    atStart: 'passed',
  },
  EASYFLOW_FAILED_AUTHENTICATIONS_MAX: {
    type: wholeNumber(1, 1_000_000).default(200),
    unit: 'failures',
    what: 'Failed authentications per address and ten seconds',
    readBy: ['api'],
    atStart: 'passed',
  },
  EASYFLOW_PUBLISH_LIMIT_MS: {
    type: wholeNumber(10, 60_000).default(1000),
    unit: 'ms',
    what: 'How long the broker may take for a hint',
    readBy: ['api'],
    atStart: 'passed',
  },
  EASYFLOW_START_WITHIN_MS: {
    type: wholeNumber(10, 60_000).default(5000),
    unit: 'ms',
    what: 'How long after being accepted a realtime execution may still be started',
    readBy: ['api'],
    atStart: 'passed',
  },
  EASYFLOW_WORKER_HEALTH_PORT: {
    type: port(0),
    what: 'Where the worker answers how it is; 0 is any',
    readBy: ['worker'],
    atStart: 'refused',
  },
  EASYFLOW_WORKER_TENANTS_FILE: {
    type: plainText,
    what: 'A JSON array of tenant ids that the worker works for, read again when it changes',
    readBy: ['worker', 'control-plane'],
    atStart: 'refused',
  },
  EASYFLOW_WORKER_LEASE_MS: {
    type: wholeNumber(300, 600_000).default(10_000),
    unit: 'ms',
    what: 'How long a worker may hold an execution without renewing',
    readBy: ['worker'],
    atStart: 'passed',
  },
  EASYFLOW_WORKER_CONCURRENCY: {
    type: wholeNumber(1, 256).default(4),
    unit: 'executions',
    what: 'Executions of one tenant at the same time',
    readBy: ['worker'],
    atStart: 'passed',
  },
  EASYFLOW_WORKER_SWEEP_MS: {
    type: wholeNumber(20, 60_000).default(500),
    unit: 'ms',
    what: 'How often the worker looks for executions without a hint',
    readBy: ['worker'],
    atStart: 'passed',
  },
  EASYFLOW_DEMO_SEED: {
    type: wholeNumber(0, 4_294_967_295).default(2026),
    what: "Seed of the demo tenants' customers and orders",
    readBy: ['control-plane'],
    atStart: 'passed',
  },
} as const satisfies Record<string, Setting>
