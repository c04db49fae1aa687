import { TABLE, type LintCases } from './lint-cases.ts'

export const viewStepsRoundPolicy: LintCases = {
  lint: 'view_steps_round_policy',
  loud: {
    'a view of a superuser in the tenant schema': `create view tenant_lintedone.v as select * from ${TABLE}`,
    'a view in another schema': `create view public.v as select * from ${TABLE}`,
    'with a barrier, which is no policy': `create view public.v with (security_barrier) as select * from ${TABLE}`,
    'expressly not as its caller': `create view public.v with (security_invoker = false) as select * from ${TABLE}`,
    'a view upon a view': `create view public.v with (security_invoker) as select * from ${TABLE}; create view public.w as select * from public.v`,
    'a view of one whom policies do not bind': `create role chaos_bypass bypassrls; create view public.v as select * from ${TABLE};
      alter view public.v owner to chaos_bypass`,
    'hidden in a subquery': `create view public.v as select (select string_agg(note, ',') from ${TABLE}) as notes`,
    'a materialised view': `create materialized view public.m as select * from ${TABLE}`,
    'a materialised view of the owner': `create materialized view public.m as select 1 as one from ${TABLE} with no data; alter materialized view public.m owner to easyflow_owner`,
    'a rule': `create table public.log (note text); create rule r as on insert to ${TABLE} do also insert into public.log values (new.note)`,
    'a trigger that acts as a superuser': `create function public.t() returns trigger language plpgsql security definer as $$begin return new; end$$;
      create trigger t before insert on ${TABLE} for each row execute function public.t()`,
    'a trigger that tells each row to whoever listens': `create function public.t() returns trigger language plpgsql as $$begin execute format('notify spy, %L', new.note); return new; end$$;
      create trigger t after insert on ${TABLE} for each row execute function public.t()`,
    'a trigger of which a stranger decides what it does': `create role chaos_report; create function public.t() returns trigger language plpgsql as $$begin return new; end$$;
      alter function public.t() owner to chaos_report; create trigger t before insert on ${TABLE} for each row execute function public.t()`,
    'a rule on the keys of the issuer':
      'create rule keep as on delete to easyflow.issuer_keys do instead nothing',
    'a trigger on the keys of the issuer': `create function public.t() returns trigger language plpgsql as $$begin return null; end$$;
      create trigger t before delete on easyflow.issuer_keys for each row execute function public.t()`,
    'a trigger on what the audit compares with': `create function public.t() returns trigger language plpgsql as $$begin return null; end$$;
      create trigger t before insert on easyflow_audit.declared_privileges for each row execute function public.t()`,
    'a foreign table beside them': `create foreign data wrapper w; create server s foreign data wrapper w; create foreign table tenant_lintedone.f (x int) server s`,
  },
  quiet: {
    'a view that reads as its caller': `create view public.v with (security_invoker = true) as select * from ${TABLE}`,
    'written another way': `create view public.v with (security_invoker = on) as select * from ${TABLE}`,
    'a view of the owner, on whom row security is forced': `create view public.v as select * from ${TABLE}; alter view public.v owner to easyflow_owner`,
    'an ordinary trigger': `create function public.t() returns trigger language plpgsql as $$begin return new; end$$;
      create trigger t before insert on ${TABLE} for each row execute function public.t()`,
    'a view of nobody':
      'create table public.notes (note text); create view public.v as select * from public.notes',
  },
}
