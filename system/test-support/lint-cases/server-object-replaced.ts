import { TABLE, type LintCases } from './lint-cases.ts'

export const serverObjectReplaced: LintCases = {
  lint: 'server_object_replaced',
  loud: {
    'a function among those of the server': `create function pg_catalog.peek() returns int language sql return 1`,
    'an operator among those of the server': `create function public.same(text, int) returns boolean language sql return true;
      create operator pg_catalog.= (leftarg = text, rightarg = int, function = public.same)`,
    'a type among those of the server': `create domain pg_catalog.secret as text`,
    'a cast between types of the server': `create function public.as_text(boolean) returns uuid language sql return null::uuid; create cast (boolean as uuid) with function public.as_text(boolean) as implicit`,
    'a cast that converts nothing': 'create cast (bytea as uuid) with inout',
    'the view of statistics without its barrier':
      'set local allow_system_table_mods = on; alter view pg_catalog.pg_stats reset (security_barrier); set local allow_system_table_mods = off',
    'a function for indexes of texts': `create function public.compare(text, bpchar) returns integer language sql immutable return 0;
      alter operator family pg_catalog.text_ops using btree add function 1 (text, bpchar) public.compare(text, bpchar)`,
  },
  beyondRepair: {
    'a function of the server made anew, as its owner': `create or replace function pg_catalog.obj_description(oid) returns text language sql security definer as 'select string_agg(note, $$,$$) from ${TABLE}'`,
    'a function of the server made anew, as its caller': `create or replace function pg_catalog.obj_description(oid) returns text language sql as 'select $$x$$'`,
    'a function of the server made anew in another language': `create or replace function pg_catalog.sha256(bytea) returns bytea language plpgsql as 'begin return $1; end'`,
    'a function of the server made anew as another one': `create or replace function pg_catalog.md5(bytea) returns text language internal immutable strict parallel safe as 'md5_text'`,
    'an operator of the server asks somebody else':
      'alter operator pg_catalog.= (text, text) set (restrict = none)',
    'a cast of the server asks nobody': `update pg_cast set castmethod = 'b' where castsource = 'varchar'::regtype and casttarget = 'text'::regtype`,
    'a function of the server acts as its owner':
      'alter function pg_catalog.current_setting(text) security definer',
    'a function of the server is given settings':
      'alter function pg_catalog.lower(text) set search_path = public',
  },
  quiet: {
    'a function of somebody elsewhere': `create function public.peek() returns int language sql return 1`,
    'a function of the server granted again': 'grant execute on function pg_catalog.lower(text) to public',
    'a cast of a type of somebody': `create type public.colour as enum ('red'); create cast (public.colour as uuid) with inout`,
    'a table elsewhere': 'create table public.notes (note text)',
  },
}
