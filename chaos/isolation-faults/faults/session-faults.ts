import { onLogins, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const LIST = `select tenant_globex_api.list_workflows('{{token}}')`
const session = { source: 'listed', inject: [], heal: [] } as const
const afterVictim = (...statements: readonly string[]) =>
  [{ on: ['api'], statements, afterVictim: true }] as const

/** What a session allows, or keeps for the next one who borrows its connection. Nobody made a mistake here. */
export const sessionFaults: readonly IsolationFault[] = [
  {
    ...session,
    design: 'T',
    id: 'C42',
    title: 'a name that is folded to another tenant’s',
    attacks: [onLogins('set search_path = tenant_Globex', 'select note from customers')],
  },
  {
    ...session,
    design: 'S',
    id: 'D1',
    title: 'an identity that stays for the next borrower',
    attacks: [
      ...afterVictim(LIST),
      ...afterVictim(
        "select set_config('easyflow.identity', current_setting('easyflow.identity', true), false)",
        LIST,
      ),
      ...afterVictim(READ),
    ],
  },
  {
    ...session,
    design: 'S',
    id: 'D1d',
    title: 'the same after DISCARD ALL',
    attacks: afterVictim('discard all', LIST),
    control: 'quiet',
  },
  {
    ...session,
    design: 'S',
    id: 'D2',
    title: 'a cursor WITH HOLD that outlives its transaction',
    attacks: [
      ...afterVictim('fetch all h'),
      onLogins('begin', `declare h cursor with hold for ${LIST}`, 'commit', 'fetch all h'),
    ],
  },
  {
    ...session,
    design: 'T',
    id: 'D4',
    title: 'RESET ROLE, SET ROLE to another tenant',
    attacks: [
      onLogins('reset role', 'set role tenant_globex_caller', READ),
      onLogins('set session authorization tenant_globex_caller', READ),
    ],
  },
  {
    ...session,
    design: 'T',
    id: 'D5',
    title: 'a prepared plan used again under another role',
    attacks: [
      onLogins(`prepare q as ${READ}`, 'execute q'),
      ...afterVictim(`prepare q as ${LIST}`, 'execute q'),
    ],
    control: 'quiet',
  },
  {
    ...session,
    design: 'S',
    id: 'D6',
    title: 'SET LOCAL outside of a transaction does nothing',
    attacks: [onLogins("set local easyflow.identity = 'globex|caller|00'", LIST)],
    control: 'quiet',
  },
  {
    ...session,
    design: 'S',
    id: 'D7',
    title: 'row_security = off is an error and no way in',
    attacks: [
      onLogins('set row_security = off', READ),
      onLogins('set row_security = off', LIST),
      { on: ['acme'], statements: ['set local row_security = off', `select count(*) from ${TABLE}`] },
    ],
    control: 'quiet',
  },
]
