import type { LintCases } from './lint-cases.ts'

const definer = (path: string): string =>
  `create function public.is_admin() returns boolean language plpgsql stable security definer ${path} as 'begin return exists (select from admins); end'`

export const definerSearchesFreely: LintCases = {
  lint: 'definer_searches_freely',
  loud: {
    'no search_path of its own': definer(''),
    'pg_temp left out, so searched first': definer('set search_path = pg_catalog, public'),
    'pg_temp not last': definer('set search_path = pg_temp, pg_catalog'),
    "the caller's own schema": definer('set search_path = "$user", pg_catalog, pg_temp'),
    'a schema in which others make things': `create schema app; grant create on schema app to public; ${definer('set search_path = app, pg_temp')}`,
    'another setting only': definer("set work_mem = '1MB'"),
    'of one whom policies do not bind': `create role chaos_bypass bypassrls; ${definer('')}; alter function public.is_admin() owner to chaos_bypass`,
    'a procedure': `create procedure public.tidy() language plpgsql security definer as 'begin null; end'`,
    'a function of a trigger': `create function public.t() returns trigger language plpgsql security definer as 'begin return new; end'`,
  },
  quiet: {
    'pg_temp named last': definer('set search_path = pg_catalog, public, pg_temp'),
    'an empty path: every name is written out': definer("set search_path = ''"),
    'as its caller': "create function public.f() returns int language plpgsql as 'begin return 1; end'",
    'a body that was parsed when it was made':
      'create function public.f() returns bigint language sql security definer return 1',
    'of somebody whom the walls hold': `create role chaos_report; ${definer('')}; alter function public.is_admin() owner to chaos_report`,
    'of the owner of the tables, on whom row security is forced': `${definer('')}; alter function public.is_admin() owner to easyflow_owner`,
  },
}
