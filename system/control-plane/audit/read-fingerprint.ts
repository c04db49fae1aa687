import type { Installer } from '../../platform/database/with-installer.ts'

/** Where a change shows that a lint could see. Rows of the catalogue are replaced, never written in place. */
const WATCHED = [
  'pg_class',
  'pg_policy',
  'pg_proc',
  'pg_namespace',
  'pg_database',
  'pg_authid',
  'pg_auth_members',
  'pg_default_acl',
  'pg_event_trigger',
  'pg_rewrite',
  'pg_trigger',
  'pg_constraint',
  'pg_inherits',
  'pg_type',
  'pg_language',
  'pg_largeobject_metadata',
  'pg_parameter_acl',
  'pg_db_role_setting',
  'pg_foreign_server',
  'pg_foreign_data_wrapper',
  'pg_tablespace',
  'pg_publication',
  'pg_publication_rel',
  'pg_publication_namespace',
  'pg_subscription',
  'pg_cast',
  'pg_operator',
  'pg_attrdef',
  'pg_index',
  'pg_amproc',
  'pg_amop',
  'pg_opclass',
  'easyflow.tenants',
  'easyflow.audit_exemptions',
  'easyflow.identity_mac_key',
  'easyflow_audit.declared_privileges',
  'easyflow_audit.declared_functions',
  'easyflow_audit.declared_columns',
  'easyflow_audit.declared_constraints',
  'easyflow_audit.installed_declarations',
] as const

/** Of the server, as they hold in the session of whoever looks. */
const SETTINGS = [
  'event_triggers',
  'session_replication_role',
  'lo_compat_privileges',
  'allow_system_table_mods',
  'log_parameter_max_length',
  'log_statement',
  'log_min_duration_statement',
  'log_min_duration_sample',
  'log_transaction_sample_rate',
] as const

/** Which rows there are, and which transaction wrote each: cheaper than their text, of which a look reads enough. */
const ROWS = 'sum(hashtid(ctid)::bigint * 31 + hashxid(xmin))'

/** Reads what is another text as soon as anything has changed that a lint could see. */
export async function readFingerprint(installer: Installer): Promise<string> {
  const sums = WATCHED.map((table) => `(select ${ROWS} from ${table})`)
  const { rows } = await installer.query<{ fingerprint: string }>({
    name: 'easyflow-fingerprint',
    text: `select concat_ws(' ', ${sums.join(', ')},
       (select ${ROWS} from pg_attribute where attrelid >= 16384 or attacl is not null),
       (select ${ROWS} from pg_description where objoid >= 16384),
       (select count(*) || min(slot_name) || max(slot_name) from pg_replication_slots),
       (select md5(string_agg(concat_ws(' ', type, auth_method, address, error), ',' order by line_number)) from pg_hba_file_rules),
       ${SETTINGS.map((name) => `current_setting('${name}')`).join(', ')}) as fingerprint`,
  })
  return rows[0]?.fingerprint ?? ''
}
