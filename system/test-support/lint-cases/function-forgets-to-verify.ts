import type { LintCases } from './lint-cases.ts'

const GET = 'tenant_lintedone_api.get_execution'
const rewrite = (what: string, by: string, routine = GET): string => `do $do$ begin
  execute replace(pg_get_functiondef('${routine}'::regproc), $a$${what}$a$, $b$${by}$b$); end $do$`

export const functionForgetsToVerify: LintCases = {
  lint: 'function_forgets_to_verify',
  loud: {
    'the check is gone': rewrite("perform easyflow.verify(token, 'lintedone', 'caller');", ''),
    'it checks for another tenant': rewrite("'lintedone', 'caller'", "'lintedtwo', 'caller'"),
    'it checks only sometimes': rewrite(
      'perform easyflow.verify',
      "if token <> '' then null; end if; perform easyflow.verify",
    ),
    'no longer security definer': `alter function ${GET} security invoker`,
    'its search_path is free': `alter function ${GET} reset all`,
    'its search_path begins elsewhere': `alter function ${GET} set search_path = public`,
    'another setting beside it': `alter function ${GET} set row_security = off`,
    leakproof: `alter function ${GET} leakproof`,
    immutable: `alter function ${GET} immutable`,
    'a superuser owns it': `alter function ${GET} owner to current_user`,
    "a worker's function owned by the caller's role":
      'alter function tenant_lintedone_api.claim owner to tenant_lintedone_caller',
    'a shared function of the tenant changed': rewrite(
      "'workflow'",
      "'flow'",
      'tenant_lintedone.claim_document',
    ),
    'a function that nobody declared': `create function tenant_lintedone_api.dump() returns text language sql security definer as $$select 'x'$$`,
    'an overload that nobody declared': `create function tenant_lintedone_api.get_execution(token text) returns text language sql as $$select 'x'$$`,
    'one in the data schema': `create function tenant_lintedone.dump() returns text language sql as $$select 'x'$$`,
    'one is missing': `drop function ${GET}`,
    'everybody is the tenant': `create or replace function easyflow.current_tenant() returns text language sql stable security definer
      set search_path = pg_catalog, pg_temp as $$select 'lintedone'$$`,
    'every signature is right': `create or replace function easyflow.rs256_is_valid(signed bytea, signature bytea, modulus numeric, modulus_bytes integer)
      returns boolean language sql immutable strict as 'select true'`,
    'the key of the MAC is no secret': `create or replace function easyflow.identity_mac(tenant text, role text) returns text
      language sql stable security definer set search_path = pg_catalog, pg_temp begin atomic select md5(tenant || role); end`,
    'the guard lets everything through': `create or replace function easyflow.refuse_data_plane_ddl() returns event_trigger language plpgsql as $$begin end$$`,
  },
  quiet: {
    'a function made again, the same': `do $do$ begin execute pg_get_functiondef('${GET}'::regproc); end $do$`,
    'a function of nobody': 'create function public.f() returns int language sql return 1',
    'a comment': `comment on function ${GET} is 'reads one execution'`,
  },
}
