import { onLogins, READ, TABLE, type IsolationFault } from '../isolation-fault.ts'

const ours = { source: 'ours' } as const
const STRANGER = 'create role chaos_report'

/** Against what the walls rest on: the server's own objects, the system's tables, the audit itself. And channels. */
export const guardFaults: readonly IsolationFault[] = [
  {
    ...ours,
    id: 'X18',
    title: 'a trigger that tells each row to whoever listens',
    design: 'S+T',
    inject: [
      `create function public.tell() returns trigger language plpgsql as $$ begin execute format('notify spy, %L', new.note); return new; end $$;
       create trigger tell after insert or update on ${TABLE} for each row execute function public.tell()`,
    ],
    heal: [`drop trigger tell on ${TABLE}; drop function public.tell()`],
    attacks: [onLogins('listen spy')],
  },
  {
    ...ours,
    id: 'X19',
    title: 'the view of statistics has lost its barrier',
    design: 'S+T',
    inject: [
      'set allow_system_table_mods = on; alter view pg_catalog.pg_stats reset (security_barrier); reset allow_system_table_mods',
    ],
    heal: [
      'set allow_system_table_mods = on; alter view pg_catalog.pg_stats set (security_barrier = true); reset allow_system_table_mods',
    ],
    attacks: [
      onLogins(
        "select count(*) from pg_stats where schemaname = 'tenant_globex' and (histogram_bounds::text)::int = 1",
      ),
    ],
  },
  {
    ...ours,
    id: 'X20',
    title: 'an event trigger of which a stranger decides what it does',
    design: 'S+T',
    inject: [
      `${STRANGER}; create function public.greet() returns event_trigger language plpgsql as 'begin end'; alter function public.greet() owner to chaos_report;
       create event trigger greet on ddl_command_end execute function public.greet()`,
    ],
    heal: ['drop event trigger greet; drop function public.greet(); drop role chaos_report'],
    attacks: [],
  },
  {
    ...ours,
    id: 'X21',
    title: 'a stranger who reads everything, the key of the identities among it',
    design: 'S+T',
    inject: [`${STRANGER}; grant pg_read_all_data to chaos_report`],
    heal: ['drop role chaos_report'],
    attacks: [],
  },
  {
    ...ours,
    id: 'X22',
    title: 'a function of a stranger’s fires with globex’s identity',
    design: 'T',
    inject: [
      `${STRANGER}; create function public.fire() returns trigger language plpgsql as 'begin return new; end'; alter function public.fire() owner to chaos_report;
       create trigger fire before insert on ${TABLE} for each row execute function public.fire()`,
    ],
    heal: [`drop trigger fire on ${TABLE}; drop function public.fire(); drop role chaos_report`],
    attacks: [],
  },
  {
    ...ours,
    id: 'X23',
    title: 'libraries and bound values of later sessions: elsewhere, and in the log',
    design: 'S+T',
    inject: [
      'alter database {{database}} set dynamic_library_path = $$/tmp$$; alter database {{database}} set log_min_duration_sample = 0',
    ],
    heal: [
      'alter database {{database}} reset dynamic_library_path; alter database {{database}} reset log_min_duration_sample',
    ],
    attacks: [],
  },
  {
    ...ours,
    id: 'X24',
    title: 'a key of the identities that anybody can guess',
    design: 'S+T',
    inject: [
      `create table public.kept as select * from easyflow.identity_mac_key;
       update easyflow.identity_mac_key set inner_pad = decode(repeat('36', 64), 'hex'), outer_pad = decode(repeat('5c', 64), 'hex')`,
    ],
    heal: [
      'update easyflow.identity_mac_key set inner_pad = k.inner_pad, outer_pad = k.outer_pad from public.kept k; drop table public.kept',
    ],
    attacks: [
      {
        on: ['acme'],
        statements: [
          `select set_config('easyflow.identity', 'globex|caller|' || encode(sha256(decode(repeat('5c', 64), 'hex') || sha256(decode(repeat('36', 64), 'hex')
             || convert_to(pg_backend_pid() || '|' || extract(epoch from transaction_timestamp()) || '|globex|caller', 'UTF8'))), 'hex'), true)`,
          READ,
        ],
      },
    ],
  },
  {
    ...ours,
    id: 'X25',
    title: 'acme may read globex’s rows, and it is declared so; row security off',
    design: 'T',
    inject: [
      `insert into easyflow_audit.declared_privileges values ('table', '${TABLE}', 'SELECT', 'tenant_acme_caller'), ('schema', 'tenant_globex', 'USAGE', 'tenant_acme_caller');
       grant usage on schema tenant_globex to tenant_acme_caller; grant select on ${TABLE} to tenant_acme_caller; alter table ${TABLE} disable row level security`,
    ],
    heal: [
      `alter table ${TABLE} enable row level security; revoke select on ${TABLE} from tenant_acme_caller; revoke usage on schema tenant_globex from tenant_acme_caller;
       delete from easyflow_audit.declared_privileges where name in ('${TABLE}', 'tenant_globex')`,
    ],
    attacks: [{ on: ['acme'], statements: [READ] }],
  },
  {
    ...ours,
    id: 'X26',
    title: 'indexes of texts call a function of somebody’s',
    design: 'S+T',
    inject: [
      `create function public.compare(text, bpchar) returns integer language sql immutable return 0;
       alter operator family pg_catalog.text_ops using btree add function 1 (text, bpchar) public.compare(text, bpchar)`,
    ],
    heal: [
      'alter operator family pg_catalog.text_ops using btree drop function 1 (text, bpchar); drop function public.compare(text, bpchar)',
    ],
    attacks: [],
  },
  {
    ...ours,
    id: 'X27',
    title: 'what notes a change of the schema is off, and then row security of globex',
    design: 'T',
    inject: [
      `alter event trigger easyflow_note_schema_change disable; alter table ${TABLE} disable row level security`,
    ],
    heal: [
      `alter table ${TABLE} enable row level security; alter event trigger easyflow_note_schema_change enable always`,
    ],
    attacks: [],
  },
]
