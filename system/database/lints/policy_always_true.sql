-- Reports every policy on a tenant's tables that could let somebody in whom the declared ones keep out. Not
-- the text of a policy is judged but its difference: a permissive one has to say what provisioning says, for
-- the same roles, and the floor has to be the floor. Tautologies, null-tolerant branches, patterns, settings
-- and other tables all differ. One that can only narrow is left alone.

create view easyflow_audit.policy_always_true as
with relations as materialized (select * from easyflow_audit.tenant_relations),
own as materialized (
  select tenant_id, array_agg(oid) as roles from easyflow_audit.watched_roles where tenant_id is not null group by tenant_id
),
expressions as materialized (
  select r.tenant_id, r.name as relation, r.oid as relation_oid, p.oid, p.polname as name, p.polpermissive as is_permissive,
    p.polcmd as command, p.polroles as roles, p.xmin as changed,
    pg_get_expr(p.polqual, p.polrelid) as using_text,
    -- Without a check of its own, a policy checks what it shows; one for INSERT alone lets nothing in.
    coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid)) as check_text
  from relations r
  join pg_policy p on p.polrelid = r.oid
),
compared as (
  select e.*,
    format('(tenant_id = %L::text)', e.tenant_id) as access_text,
    '(tenant_id = ( SELECT easyflow.current_tenant() AS current_tenant))' as floor_text,
    own.roles as own_roles
  from expressions e left join own using (tenant_id)
),
judged as materialized (
  select c.*,
    not c.is_permissive and c.command = '*' and c.roles = '{0}'
      and c.using_text in (c.floor_text, 'false') and c.check_text in (c.floor_text, 'false') as is_floor,
    c.is_permissive and c.roles <@ c.own_roles
      and coalesce(c.using_text in (c.access_text, c.floor_text, 'false'), true)
      and coalesce(c.check_text in (c.access_text, c.floor_text, 'false'), true) as opens_nothing,
    -- It calls nothing and looks at nothing but its own row.
    not c.is_permissive and c.name <> 'tenant_isolation'
      and coalesce(c.using_text, '') || coalesce(c.check_text, '') !~ '(\w\(|SELECT)'
      and not exists (select from pg_depend d where d.classid = 'pg_policy'::regclass and d.objid = c.oid
        and d.refobjid <> c.relation_oid and d.refclassid <> 'pg_authid'::regclass) as only_narrows
  from compared c
)
select
  case when exists (select from easyflow_audit.openings o where o.oid = j.relation_oid)
        and not exists (select from judged f where f.relation_oid = j.relation_oid and f.is_floor) then 'LEAK' else 'ERROR' end as level,
  j.tenant_id as tenant,
  format('%s policy %I', j.relation, j.name) as object,
  concat_ws('; ',
    case
      when j.name = 'tenant_isolation' then 'the floor was changed: it is no longer the declared one'
      when j.is_permissive then 'a permissive policy that was not declared'
      else 'a restrictive policy that does more than look at its row' end,
    case when j.is_permissive and not j.roles <@ j.own_roles then 'for '
      || (select string_agg(coalesce(g.rolname, 'PUBLIC'), ', ') from unnest(j.roles) u (oid) left join pg_roles g using (oid)) end,
    case when 'true' in (j.using_text, j.check_text) then 'always true' end,
    case when j.using_text || j.check_text ~ ' OR ' then 'one alternative is enough' end,
    case when j.using_text || j.check_text ~* '(is null|is distinct|is not distinct|coalesce)' then 'lets null pass' end,
    case when j.using_text || j.check_text ~ '(~~|~|similar)' then 'matches a pattern' end,
    case when j.using_text || j.check_text ~* '(current_user|session_user|current_role|pg_has_role)' then 'keyed on the role' end,
    case when j.using_text || j.check_text ~ 'current_setting' then 'keyed on a setting that the client chooses' end,
    case when exists (select from pg_depend d where d.classid = 'pg_policy'::regclass and d.objid = j.oid
      and d.refclassid = 'pg_class'::regclass and d.refobjid <> j.relation_oid) then 'reads another table' end,
    'using ' || left(j.using_text, 120), nullif('with check ' || left(j.check_text, 120), 'with check ' || left(j.using_text, 120)),
    case when exists (select from judged f where f.relation_oid = j.relation_oid and f.is_floor)
      then 'the floor and the schema wall still hold' else 'no floor is left under it' end) as detail,
  format('drop policy %I on %s;', j.name, j.relation)
    || case when j.name = 'tenant_isolation' then format(' create policy tenant_isolation on %s as restrictive for all to public using (tenant_id = (select easyflow.current_tenant())) with check (tenant_id = (select easyflow.current_tenant()));', j.relation)
            when j.name = 'tenant_access' then format(' create policy tenant_access on %1$s for all to tenant_%2$s_caller, tenant_%2$s_worker using (tenant_id = %2$L) with check (tenant_id = %2$L);', j.relation, j.tenant_id)
            else '' end as repair,
  j.changed
from judged j
where not (j.is_floor or j.opens_nothing or j.only_narrows);
