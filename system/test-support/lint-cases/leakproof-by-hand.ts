import { TABLE, type LintCases } from './lint-cases.ts'

const TELL = `create function public.tell(x text) returns boolean language plpgsql cost 0.0001 leakproof as 'begin raise notice $$%$$, x; return true; end'`

export const leakproofByHand: LintCases = {
  lint: 'leakproof_by_hand',
  loud: {
    'a function of somebody': TELL,
    'one that the logins may call': `${TELL}; grant execute on function public.tell(text) to easyflow_api; grant usage on schema public to easyflow_api`,
    'behind an operator': `create function public.tell(x text, y text) returns boolean language sql leakproof return true; create operator public.=== (leftarg = text, rightarg = text, function = public.tell)`,
    'in a tenant’s schema': `create function tenant_lintedone.tell(x text) returns boolean language sql leakproof return true`,
  },
  // Mended, it still shows as changed: the server's own functions are told by when they were written.
  beyondRepair: {
    'one of the server that was not': 'alter function pg_catalog.textlike(text, text) leakproof',
  },
  quiet: {
    'the same, not leakproof': `create function public.tell(x text) returns boolean language plpgsql cost 0.0001 as 'begin raise notice $$%$$, x; return true; end'`,
    'an index on a table': `create index on ${TABLE} (lower(note))`,
  },
}
