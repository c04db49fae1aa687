import { TABLE, type LintCases } from './lint-cases.ts'

const SECRET = '9f8e7d6c5b4a3210'
const withMacKey = (statement: string): string => `do $do$ begin
  execute format($f$${statement}$f$, (select encode(inner_pad, 'hex') from easyflow.identity_mac_key)); end $do$`

export const secretInCatalogue: LintCases = {
  lint: 'secret_in_catalogue',
  loud: {
    'in the source of a function': `create function public.v() returns text language sql as $$ select 'hmac-key-${SECRET}' $$`,
    'in a body that was parsed': `create function public.v() returns text language sql return 'hmac-key-${SECRET}'`,
    'in base64': `create function public.v() returns text language sql as $$ select 'c2VjcmV0LW9mLWFjbWU5ODc2NTQzMjE=' $$`,
    'in a view': `create view public.v as select 'key_${SECRET}' as key`,
    'in a comment': `comment on table ${TABLE} is $$the key is 'sk_live_${SECRET}'$$`,
    'in the comment of a column': `comment on column ${TABLE}.note is $$'sk_live_${SECRET}'$$`,
    'in the default of a column': `alter table ${TABLE} alter column city set default 'sk_live_${SECRET}'`,
    'in a stored setting': `create role chaos_report; alter role chaos_report set easyflow.key = 'sk_live_${SECRET}'`,
    'in the options of a server':
      "create foreign data wrapper w; create server s foreign data wrapper w options (link 'https://robot:hunter2@there')",
    'a private key': `create function public.v() returns text language sql as $$ select '-----BEGIN RSA PRIVATE KEY----- x' $$`,
    'an address with its password': `create function public.v() returns text language sql as $$ select 'postgres://robot:hunter2@there/db' $$`,
    'the key of the identities, in a comment': withMacKey(`comment on table ${TABLE} is %L`),
  },
  quiet: {
    'a function without any': `create function public.v() returns text language sql return 'an ordinary sentence'`,
    'a long word without digits': `create function public.v() returns text language sql return 'tenant_isolation_policy_name'`,
    'an identifier': `create function public.v() returns uuid language sql return '123e4567-e89b-12d3-a456-426614174000'::uuid`,
    'a moment': `alter table ${TABLE} alter column city set default '2026-01-01T00:00:00Z'`,
    'a comment': `comment on table ${TABLE} is 'the customers of one tenant'`,
  },
}
