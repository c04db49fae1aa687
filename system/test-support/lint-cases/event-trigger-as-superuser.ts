import type { LintCases } from './lint-cases.ts'

const routine = (security: string): string =>
  `create function public.greet() returns event_trigger language plpgsql ${security} set search_path = pg_catalog, pg_temp as 'begin end'`

export const eventTriggerAsSuperuser: LintCases = {
  lint: 'event_trigger_as_superuser',
  loud: {
    'at every login, as its owner': `${routine('security definer')}; create event trigger greet on login execute function public.greet()`,
    'at every login, as whoever logs in': `${routine('')}; create event trigger greet on login execute function public.greet()`,
    'at changes of the schema, as its owner': `${routine('security definer')}; create event trigger greet on ddl_command_end execute function public.greet()`,
    'at changes of the schema, of a stranger': `create role chaos_report; ${routine('')}; alter function public.greet() owner to chaos_report;
      create event trigger greet on ddl_command_end execute function public.greet()`,
    'before anybody may refuse, as its owner': `${routine('security definer')}; create event trigger a_greet on ddl_command_start execute function public.greet()`,
  },
  quiet: {
    'at changes of the schema, as whoever makes them': `${routine('')}; create event trigger greet on ddl_command_end execute function public.greet()`,
    'switched off': `${routine('security definer')}; create event trigger greet on login execute function public.greet(); alter event trigger greet disable`,
  },
}
