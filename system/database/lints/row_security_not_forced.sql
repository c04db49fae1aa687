-- Reports every table of a tenant on which row level security does not hold for everybody: it is off, or it
-- spares the owner because it is not forced, or the restrictive floor is missing. The floor's text is judged
-- by policy_always_true.

create view easyflow_audit.row_security_not_forced as
with faults as (
  select r.*,
    not r.has_policies as is_off,
    not exists (select from pg_policy p where p.polrelid = r.oid and (p.polname = 'tenant_isolation'
      or not p.polpermissive and p.polcmd = '*' and p.polroles = '{0}')) as has_no_floor,
    (select string_agg(o.login || ' may ' || o.privileges, ' and ') from easyflow_audit.openings o where o.oid = r.oid) as opened
  from easyflow_audit.tenant_relations r
)
select
  case when f.opened is not null and (f.is_off or f.has_no_floor) then 'LEAK' else 'ERROR' end as level,
  f.tenant_id as tenant,
  f.name as object,
  concat_ws('; ',
    case when not f.is_own then 'it is tied to a table of the tenant by inheritance or partitioning' end,
    case when f.is_off then 'row level security is off' when not f.is_forced then 'row level security spares the owner (not forced)' end,
    case when f.has_no_floor then 'no restrictive floor' end,
    case when f.opened is not null then f.opened || ' here, so that wall is down as well'
      else 'no login reaches it as long as the schema wall and the grants stand' end) as detail,
  concat_ws(' ',
    case when f.has_no_floor then format('create policy tenant_isolation on %s as restrictive for all to public using (%s);', f.name,
      -- Without that column nobody can be told to be its owner: it is closed.
      case when exists (select from pg_attribute a where a.attrelid = f.oid and a.attname = 'tenant_id' and not a.attisdropped)
        then 'tenant_id = (select easyflow.current_tenant())' else 'false' end) end,
    case when f.is_off or not f.is_forced then format('alter table %s enable row level security, force row level security;', f.name) end) as repair,
  f.changed
from faults f
where f.is_off or not f.is_forced or f.has_no_floor;
