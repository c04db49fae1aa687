import { onLogins, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const listed = { source: 'listed' } as const

/** Attributes, memberships and ownership of roles. */
export const roleFaults: readonly IsolationFault[] = [
  {
    ...listed,
    id: 'A2',
    title: 'not forced, and the login inherits the owner',
    design: 'S+T',
    inject: [
      `alter table ${TABLE} no force row level security; grant easyflow_owner to easyflow_api with inherit true`,
    ],
    heal: [`revoke easyflow_owner from easyflow_api; alter table ${TABLE} force row level security`],
    attacks: [onLogins(READ), onLogins('set role easyflow_owner', READ)],
  },
  {
    ...listed,
    id: 'A4',
    title: 'bypassrls on the login',
    design: 'S',
    inject: ['alter role easyflow_api bypassrls'],
    heal: ['alter role easyflow_api nobypassrls'],
    attacks: [onLogins(READ)],
  },
  {
    ...listed,
    id: 'A5',
    title: 'the login is superuser',
    design: 'S+T',
    inject: ['alter role easyflow_api superuser'],
    heal: ['alter role easyflow_api nosuperuser'],
    attacks: [onLogins(READ)],
  },
  {
    ...listed,
    id: 'A7',
    title: 'the login reads all data (pg_read_all_data)',
    design: 'S+T',
    inject: ['grant pg_read_all_data to easyflow_api with inherit true'],
    heal: ['revoke pg_read_all_data from easyflow_api'],
    attacks: [onLogins(READ), onLogins('set role pg_read_all_data', READ)],
  },
]
