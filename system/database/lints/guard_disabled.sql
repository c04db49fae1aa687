-- Reports when nobody watches over changes of the schema: an event trigger of ours is missing, switched off,
-- narrowed to fewer commands or bound to another function, or a stored setting would keep triggers, policies or
-- roles from working in later sessions. And when a tenant's rows are not checked as declared: a check or a
-- key is missing or another, or what enforces it is switched off.

create view easyflow_audit.guard_disabled as
with declared (name, event, tags, routine) as (
  values
    ('easyflow_refuse_data_plane_ddl', 'ddl_command_start', null::text[], 'easyflow.refuse_data_plane_ddl'),
    ('easyflow_wall_in_new_tables', 'ddl_command_end',
      array['CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE'], 'easyflow.wall_in_new_tables'),
    ('easyflow_note_schema_change', 'ddl_command_end', null, 'easyflow.note_schema_change')
)
select
  'ERROR' as level,
  null::text as tenant,
  format('event trigger %s', d.name) as object,
  concat_ws('; ',
    case when e.oid is null then 'it is missing' when e.evtenabled = 'D' then 'it is switched off'
      when e.evtenabled = 'R' then 'it fires on replicas only'
      when e.evtevent <> d.event then 'it fires at another event'
      when not coalesce(e.evttags @> d.tags, e.evttags is null) then 'it no longer fires for every command'
      else 'it calls another function' end,
    case d.name when 'easyflow_wall_in_new_tables' then 'a new table of a tenant gets no row level security'
      when 'easyflow_note_schema_change' then 'the audit is not told of a change and learns of it when it asks next'
      else 'a data-plane login may change the schema where a grant slips' end) as detail,
  case when e.evtenabled in ('D', 'R') then format('alter event trigger %s enable;', d.name)
    else format('drop event trigger if exists %1$s; create event trigger %1$s on %2$s %3$sexecute function %4$s();', d.name, d.event,
      case when d.tags is not null then 'when tag in (' || (select string_agg(quote_literal(tag), ', ') from unnest(d.tags) tag) || ') ' end,
      d.routine) end as repair,
  e.xmin as changed
from declared d
left join pg_event_trigger e on e.evtname = d.name
left join pg_proc p on p.oid = e.evtfoid
left join pg_namespace n on n.oid = p.pronamespace
where e.oid is null or e.evtenabled not in ('O', 'A') or e.evtevent <> d.event
  or not coalesce(e.evttags @> d.tags, e.evttags is null)
  or n.nspname || '.' || p.proname <> d.routine
union all
select 'ERROR', w.tenant_id,
  format('setting %s%s', split_part(setting, '=', 1), coalesce(' of ' || r.rolname, ' of database ' || d.datname, ' of every role')),
  'stored for later sessions; those of the api and the worker overrule what matters, others do not',
  format('alter %s reset %s;',
    case when s.setrole <> 0 then format('role %I', r.rolname) || coalesce(' in database ' || quote_ident(d.datname), '')
      when s.setdatabase <> 0 then format('database %I', d.datname) else 'role all' end, split_part(setting, '=', 1)),
  s.xmin
from pg_db_role_setting s
cross join lateral unnest(s.setconfig) setting
left join pg_roles r on r.oid = s.setrole
left join pg_database d on d.oid = s.setdatabase
left join easyflow_audit.watched_roles w on w.oid = s.setrole
-- A login of the data plane may plant any; of the others those that decide what is checked, logged or resolved.
where (s.setdatabase = 0 or d.datname = current_database())
  and (w.oid is not null or r.rolname = 'easyflow_owner'
    or split_part(setting, '=', 1) in ('event_triggers', 'session_replication_role', 'row_security', 'role', 'search_path',
      'check_function_bodies', 'standard_conforming_strings', 'log_parameter_max_length', 'log_parameter_max_length_on_error',
      'local_preload_libraries', 'session_preload_libraries', 'default_transaction_isolation', 'lo_compat_privileges',
      'session_authorization', 'allow_system_table_mods', 'restrict_nonsystem_relation_kind', 'transform_null_equals',
      'createrole_self_grant', 'password_encryption', 'log_statement', 'log_min_duration_statement', 'log_min_duration_sample',
      'log_transaction_sample_rate', 'dynamic_library_path', 'extension_control_path')
    -- How names and variables in functions are resolved, and settings with our own prefix.
    or setting ~ '^(plpgsql|easyflow|auto_explain)\.')
union all
select 'ERROR', null, 'setting event_triggers of the server', 'no event trigger fires', 'alter system reset event_triggers; select pg_reload_conf();', null
where current_setting('event_triggers') = 'off'
union all
select 'ERROR', null, 'setting session_replication_role of the server', 'no event trigger fires and no foreign key is checked',
  'alter system reset session_replication_role; select pg_reload_conf();', null
where current_setting('session_replication_role') = 'replica'
union all
select 'ERROR', null, format('setting %s of the server', g.name), g.why, format('alter system reset %I; select pg_reload_conf();', g.name), null
from (values ('lo_compat_privileges', 'everybody reads and changes every large object'),
  ('allow_system_table_mods', 'the tables of the server itself can be changed')) g (name, why)
where current_setting(g.name) = 'on'
union all
select 'ERROR', null, 'setting log_parameter_max_length of the server', 'statements are logged with their bound values, tokens among them',
  'alter system set log_parameter_max_length = 0; select pg_reload_conf();', null
where current_setting('log_parameter_max_length') <> '0'
  and (current_setting('log_statement') <> 'none' or current_setting('log_min_duration_statement') <> '-1'
    or current_setting('log_min_duration_sample') <> '-1' or current_setting('log_transaction_sample_rate') <> '0')
union all
-- Whoever can guess it makes identities.
select 'LEAK', null, 'key of the identities', 'it is not a key of 64 random bytes as it was made: whoever guesses it is any tenant',
  'set both pads anew as migration 0003 does', k.xmin
from (values (1)) one
left join easyflow.identity_mac_key k on true
left join lateral (
  select bool_and(get_byte(k.inner_pad, i) # 54 = get_byte(k.outer_pad, i) # 92) as belong,
    count(distinct get_byte(k.inner_pad, i)) as different
  from generate_series(0, 63) i
  where octet_length(k.inner_pad) = 64 and octet_length(k.outer_pad) = 64
) pads on true
-- 64 random bytes hold fewer than 32 different ones once in 10^12 keys.
where not coalesce(pads.belong, false) or pads.different < 32
union all
-- What verifies reads these, by name. Another relation in the place of one is another truth.
select 'ERROR', null, format('table easyflow.%s', d.name), case when c.oid is null then 'it is missing' when c.relkind <> 'r' then 'it is no table' else 'it has policies or a parent, so that another set of rows is read' end,
  'restore it from a backup, or by the statements of its migration', c.xmin
from unnest(array['tenants', 'tenant_migrations', 'removed_tenants', 'issuer_keys', 'remembered_tokens', 'identity_mac_key']) d (name)
left join pg_class c on c.relnamespace = 'easyflow'::regnamespace and c.relname = d.name
where c.oid is null or c.relkind <> 'r' or c.relrowsecurity or c.relhassubclass and exists (select from pg_inherits i where i.inhparent = c.oid)
union all
select 'ERROR', null, format('constraint %s on easyflow.%s', d.name, d.relation), 'it is missing or not enforced',
  'add it as its migration does', null
from (values ('tenants', 'tenants_id_is_plain'), ('tenants', 'tenants_pkey'), ('removed_tenants', 'removed_tenants_pkey'),
  ('issuer_keys', 'issuer_keys_pkey'), ('issuer_keys', 'issuer_keys_key_id'), ('issuer_keys', 'issuer_keys_size'),
  ('issuer_keys', 'issuer_keys_modulus_fills_its_size'), ('remembered_tokens', 'remembered_tokens_tenant'),
  ('identity_mac_key', 'identity_mac_key_only_row')) d (relation, name)
join pg_class t on t.relnamespace = 'easyflow'::regnamespace and t.relname = d.relation and t.relkind = 'r'
left join pg_constraint c on c.conrelid = t.oid and c.conname = d.name
where c.oid is null or not c.convalidated or not c.conenforced
union all
-- Whoever reaches the port is whoever he says, a superuser included.
select 'ERROR', null, format('pg_hba.conf, line %s', h.line_number),
  format('%s lets %s into %s without a password%s', h.type, array_to_string(h.user_name, ', '), array_to_string(h.database, ', '),
    coalesce(' from ' || h.address, '')),
  'change its method to scram-sha-256, then: select pg_reload_conf();', null
from pg_hba_file_rules h
where h.auth_method = 'trust' and h.error is null
union all
-- What keeps rows of a tenant right where policies do not look.
select 'ERROR', t.tenant_id, format('triggers on %s', t.name),
  format('%s of them are switched off: foreign keys are not checked', count(*)),
  format('alter table %s enable trigger all;', t.name), max(g.xmin::text)::xid
from easyflow_audit.tenant_relations t
join pg_trigger g on g.tgrelid = t.oid and g.tgisinternal and g.tgenabled not in ('O', 'A')
group by t.tenant_id, t.name
union all
select 'ERROR', e.tenant_id, format('constraint %I on %s', e.name, e.relation),
  case when c.name is null then 'it is missing' else 'it is not the declared one: ' || left(c.definition, 120) end,
  format('alter table %s drop constraint if exists %I, add constraint %2$I %3$s;', e.relation, e.name, e.definition), coalesce(c.changed, t.changed)
from easyflow_audit.expected_constraints e
join easyflow_audit.tenant_relations t on t.tenant_id = e.tenant_id and t.name = e.relation
left join easyflow_audit.constraints c on c.tenant_id = e.tenant_id and c.relation = e.relation and c.name = e.name
where c.definition is distinct from e.definition;
