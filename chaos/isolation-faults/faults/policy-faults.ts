import { BOTH, onLogins, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const listed = { source: 'listed', design: 'S' } as const
const ROLES = 'tenant_globex_caller, tenant_globex_worker'
const OWN = "tenant_id = 'globex'"
const NO_ACCESS = `drop policy tenant_access on ${TABLE}`
const DECLARED = `create policy tenant_access on ${TABLE} to ${ROLES} using (${OWN}) with check (${OWN})`
const alter = (text: string): readonly string[] => [`alter policy tenant_access on ${TABLE} ${text}`]
const BACK = alter(`using (${OWN}) with check (${OWN})`)
const UPDATE = {
  on: BOTH,
  statements: ['begin', `update ${TABLE} set city = city`],
  leaksIf: 'rows',
} as const
const DELETE = {
  on: BOTH,
  statements: ['begin', 'delete from tenant_globex.costs'],
  leaksIf: 'runs',
} as const
const INSERT = {
  on: BOTH,
  statements: ['begin', `insert into ${TABLE} values ('globex', -1, 'planted', 'x', 'x')`],
  leaksIf: 'runs',
} as const

/** Policies that let in whom the declared ones keep out. */
export const policyFaults: readonly IsolationFault[] = [
  {
    ...listed,
    id: 'B1',
    title: 'a permissive policy that is always true',
    inject: [`create policy dbg on ${TABLE} using (true)`],
    heal: [`drop policy dbg on ${TABLE}`],
    attacks: [onLogins(READ)],
  },
  {
    ...listed,
    id: 'B1r',
    title: 'the same with a restrictive floor',
    inject: [
      `create policy floor on ${TABLE} as restrictive using (tenant_id = (select easyflow.current_tenant())); create policy dbg on ${TABLE} using (true)`,
    ],
    heal: [`drop policy dbg on ${TABLE}; drop policy floor on ${TABLE}`],
    attacks: [onLogins(READ)],
    control: 'drift',
    note: 'every table has a floor here, so this is B1 again',
  },
  {
    ...listed,
    id: 'B2',
    title: 'open when the setting is null',
    inject: alter(`using (current_setting('app.tenant_id', true) is null or ${OWN})`),
    heal: BACK,
    attacks: [onLogins(READ)],
  },
  {
    ...listed,
    id: 'B2b',
    title: 'the same, and the setting was used once',
    inject: alter(`using (current_setting('app.tenant_id', true) is null or ${OWN})`),
    heal: BACK,
    attacks: [onLogins("begin; set local app.tenant_id = 'acme'; commit", READ)],
    control: 'drift',
    note: 'its statement is that of B2; only the session differs',
  },
  {
    ...listed,
    id: 'B3',
    title: 'WITH CHECK (true): rows are written for another tenant',
    inject: alter('with check (true)'),
    heal: BACK,
    attacks: [INSERT],
  },
  {
    ...listed,
    id: 'B3b',
    title: 'USING alone, which also checks what is written',
    inject: [`${NO_ACCESS}; create policy tenant_access on ${TABLE} to ${ROLES} using (${OWN})`],
    heal: [`${NO_ACCESS}; ${DECLARED}`],
    attacks: [INSERT],
    control: 'quiet',
  },
  {
    ...listed,
    id: 'B3c',
    title: 'FOR INSERT without WITH CHECK, which lets nothing in',
    inject: [
      `${NO_ACCESS}; create policy s on ${TABLE} for select to ${ROLES} using (${OWN}); create policy i on ${TABLE} for insert to ${ROLES}`,
    ],
    heal: [`drop policy s on ${TABLE}; drop policy i on ${TABLE}; ${DECLARED}`],
    attacks: [INSERT],
    control: 'quiet',
  },
  {
    ...listed,
    id: 'B4',
    title: 'FOR UPDATE USING (true): an update without WHERE meets everybody',
    inject: [
      `${NO_ACCESS}; create policy s on ${TABLE} for select using (${OWN}); create policy u on ${TABLE} for update using (true) with check (true)`,
    ],
    heal: [`drop policy s on ${TABLE}; drop policy u on ${TABLE}; ${DECLARED}`],
    attacks: [UPDATE],
  },
  {
    ...listed,
    id: 'B4d',
    title: 'FOR DELETE USING (true)',
    inject: [
      `${NO_ACCESS}; create policy s on ${TABLE} for select using (${OWN}); create policy u on ${TABLE} for delete using (true)`,
    ],
    heal: [`drop policy s on ${TABLE}; drop policy u on ${TABLE}; ${DECLARED}`],
    attacks: [DELETE],
  },
  {
    ...listed,
    id: 'B5',
    title: 'keyed on current_user, and the login is shared',
    inject: [
      `${NO_ACCESS}; alter table ${TABLE} add owner_role name default 'easyflow_api'; create policy tenant_access on ${TABLE} using (owner_role = current_user)`,
    ],
    heal: [`${NO_ACCESS}; alter table ${TABLE} drop owner_role; ${DECLARED}`],
    attacks: [onLogins(READ)],
  },
  {
    ...listed,
    id: 'B6',
    title: 'a literal tenant, and it is another one',
    inject: [
      `drop policy tenant_access on tenant_acme.customers; create policy tenant_access on tenant_acme.customers using (${OWN})`,
    ],
    heal: [
      `drop policy tenant_access on tenant_acme.customers; create policy tenant_access on tenant_acme.customers
       to tenant_acme_caller, tenant_acme_worker using (tenant_id = 'acme') with check (tenant_id = 'acme')`,
    ],
    attacks: [onLogins(READ), onLogins('select note from tenant_acme.customers')],
    note: 'every policy here names its tenant, so acme’s names globex',
  },
  {
    ...listed,
    id: 'B8',
    title: 'the tenant in a setting that the client changes',
    inject: [],
    heal: [],
    attacks: [
      onLogins(
        'begin',
        "select set_config('easyflow.identity', 'acme|caller|00', true)",
        "set local easyflow.identity = 'globex|caller|00'",
        READ,
      ),
      onLogins(
        "set easyflow.identity = 'globex|caller|00'",
        `select tenant_globex_api.list_workflows('{{token}}')`,
      ),
      {
        on: ['acme'],
        statements: [
          "select set_config('easyflow.identity', replace(current_setting('easyflow.identity'), 'acme', 'globex'), true)",
          READ,
        ],
      },
    ],
  },
]
