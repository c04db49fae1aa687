import { TABLE, type LintCases } from './lint-cases.ts'

const GET = 'tenant_lintedone_api.get_execution(text, uuid)'

export const grantToLogin: LintCases = {
  lint: 'grant_to_login',
  loud: {
    'a table': `grant select on ${TABLE} to easyflow_api`,
    'a table, to the worker': `grant insert on ${TABLE} to easyflow_worker`,
    'truncate, which no policy governs': `grant truncate on ${TABLE} to easyflow_api`,
    'references and trigger': `grant references, trigger on ${TABLE} to easyflow_api`,
    'one column': `grant select (note) on ${TABLE} to easyflow_api`,
    'a table, to everybody': `grant select on ${TABLE} to public`,
    'a data schema': 'grant usage on schema tenant_lintedone to easyflow_api',
    'a data schema, to everybody': 'grant usage on schema tenant_lintedone to public',
    'making things in a function schema': 'grant create on schema tenant_lintedone_api to easyflow_api',
    'making things in a schema of everybody': 'grant create on schema public to public',
    'the shared schema': 'grant usage on schema easyflow to easyflow_api',
    'a shared table': 'grant select on easyflow.issuer_keys to easyflow_worker',
    'a shared function': 'grant execute on function easyflow.current_tenant() to easyflow_api',
    "a worker's function, to the api": `grant execute on function tenant_lintedone_api.claim(text, uuid, text, integer) to easyflow_api`,
    "a caller's function, to everybody": `grant execute on function ${GET} to public`,
    'a function that nobody declared, to the api': `create function tenant_lintedone_api.dump() returns text language sql security definer as $$select 'x'$$;
      alter function tenant_lintedone_api.dump() owner to tenant_lintedone_caller; grant execute on function tenant_lintedone_api.dump() to easyflow_api`,
    'a function that is for everybody by default': `create role chaos_maker; grant usage, create on schema public to chaos_maker; grant usage on language sql to chaos_maker;
      set local role chaos_maker; create function public.dump() returns text language sql as $$select 'x'$$; reset role; revoke all on schema public from chaos_maker; revoke all on language sql from chaos_maker`,
    'a function put among those of the server': `create role chaos_super superuser; set local role chaos_super;
      create function pg_catalog.peek() returns setof text language sql security definer as 'select email from ${TABLE}'; reset role`,
    'a function put into the information schema': `create role chaos_super superuser; set local role chaos_super;
      create function information_schema.peek() returns setof text language sql security definer as 'select email from ${TABLE}'; reset role`,
    'a function of the server that was taken from everybody':
      'grant execute on function pg_catalog.pg_advisory_lock(bigint) to public',
    'a function of the server that is for superusers':
      'grant execute on function pg_catalog.pg_read_file(text) to easyflow_api',
    'the declared right, with leave to pass it on': `grant execute on function ${GET} to easyflow_api with grant option`,
    'the statistics of everybody': 'grant select on pg_catalog.pg_statistic to easyflow_api',
    'writing settings': 'grant update on pg_catalog.pg_settings to public',
    'the hashes of passwords': 'grant select on pg_catalog.pg_authid to easyflow_api',
    'a sequence':
      'create sequence tenant_lintedone.numbers; grant usage on sequence tenant_lintedone.numbers to easyflow_api',
    'temporary tables': `do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$`,
    'making schemas': `do $$ begin execute format('grant create on database %I to easyflow_worker', current_database()); end $$`,
    'a type': `create type public.colour as enum ('red'); grant usage on type public.colour to easyflow_api`,
    'a language': 'grant usage on language plpgsql to public',
    'a large object': `do $$ begin execute format('grant select on large object %s to easyflow_api', lo_create(0)); end $$`,
    'a parameter': 'grant set on parameter session_replication_role to easyflow_api',
    'a tablespace': 'grant create on tablespace pg_default to easyflow_api',
    'a foreign data wrapper':
      'create foreign data wrapper w; grant usage on foreign data wrapper w to public',
    'a foreign server':
      'create foreign data wrapper w; create server s foreign data wrapper w; grant usage on foreign server s to easyflow_api',
    'what is made later':
      'alter default privileges for role easyflow_owner in schema tenant_lintedone grant select on tables to easyflow_api',
    'what is made later anywhere, by whoever': 'alter default privileges grant select on tables to public',
    'the default that keeps functions from everybody':
      'alter default privileges for role easyflow_owner grant execute on functions to public',
    'through another role': `create role chaos_analyst; grant chaos_analyst to easyflow_api; grant select on ${TABLE} to chaos_analyst`,
    'through two other roles, on a table of nobody': `create table public.copy (secret text); create role chaos_a; create role chaos_b;
      grant chaos_a to chaos_b; grant chaos_b to easyflow_worker; grant select on public.copy to chaos_a`,
    'a copy elsewhere': `create table public.copy as select * from ${TABLE}; grant select on public.copy to easyflow_api`,
    'a view': `create view public.v as select * from ${TABLE}; grant select on public.v to easyflow_api`,
    "another tenant's role": `grant select on ${TABLE} to tenant_lintedtwo_caller`,
    "another tenant's role, on the schema":
      'grant usage on schema tenant_lintedone to tenant_lintedtwo_worker',
    "another tenant's role, on a function": `grant execute on function ${GET} to tenant_lintedtwo_caller`,
    "more than a tenant's own role has": `grant delete on ${TABLE} to tenant_lintedone_caller`,
    'a column more than its own role has':
      'grant update (input) on tenant_lintedone.workflow_executions to tenant_lintedone_caller',
    "the system's tables, to a tenant's role":
      'grant select on easyflow.identity_mac_key to tenant_lintedone_caller',
    'somebody who is no part of the system': `create role chaos_report login; grant select on ${TABLE} to chaos_report`,
    'granted on by somebody who was granted': `create role chaos_middle; grant usage on schema tenant_lintedone to chaos_middle; grant select on ${TABLE} to chaos_middle with grant option;
      set local role chaos_middle; grant select on ${TABLE} to easyflow_api; reset role`,
    'row by row: what its own role may, to the other role of the tenant': `grant insert on tenant_lintedone.effects to tenant_lintedone_caller`,
    'the audit itself': 'grant usage on schema easyflow_audit to easyflow_api',
  },
  quiet: {
    'a superuser, who needs no grant': `create role chaos_super superuser; grant select on ${TABLE} to chaos_super`,
    'the owner of the tables, granted again': `grant all on ${TABLE} to easyflow_owner`,
    'a table of nobody, to nobody of the system':
      'create table public.notes (note text); create role chaos_report; grant select on public.notes to chaos_report',
    'a declared right, granted again': `grant execute on function ${GET} to easyflow_api`,
    'a right taken away': `revoke execute on function ${GET} from easyflow_api`,
    'a function that is for nobody': `create function public.f() returns int language sql return 1; revoke all on function public.f() from public`,
  },
}
