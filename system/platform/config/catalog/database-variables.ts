import type { Setting } from '../setting.ts'
import { databaseUrl, secret, wholeNumber } from '../setting-types.ts'

/** How Postgres is reached. */
export const databaseVariables = {
  EASYFLOW_DATABASE_URL: {
    type: databaseUrl,
    what: 'Postgres, with the login of whoever reads it; for easyflow start an external one, with a superuser',
    secret: 'url',
    readBy: ['api', 'worker', 'control-plane', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_DATABASE_CONNECTIONS: {
    type: wholeNumber(1, 200).default(16),
    unit: 'connections',
    what: 'Connections that the api opens at most',
    readBy: ['api'],
    atStart: 'passed',
  },
  EASYFLOW_DATABASE_API_PASSWORD: {
    type: secret(16).optional(),
    what: 'What the login easyflow_api is opened with; for bootstrap and for keys, which sees who accepts one',
    secret: 'whole',
    readBy: ['control-plane'],
    atStart: 'refused',
  },
  EASYFLOW_DATABASE_WORKER_PASSWORD: {
    type: secret(16).optional(),
    what: 'What the login easyflow_worker shall be opened with; for bootstrap only',
    secret: 'whole',
    readBy: ['control-plane'],
    atStart: 'refused',
  },
} as const satisfies Record<string, Setting>
