-- Reports when what the other lints compare with is not what was read off the model tenant as they were made: a row of it
-- that was changed, added or taken away makes a fault look declared.

create view easyflow_audit.declaration_differs as
select
  'ERROR' as level,
  null::text as tenant,
  format('table easyflow_audit.%s', d.name) as object,
  case when i.name is null then 'nobody knows what it was filled with' else 'it is not what it was filled with: what is compared with it may be wrong and look right' end as detail,
  'npx easyflow audit --reinstall' as repair,
  null::xid as changed
from easyflow_audit.declarations d
left join easyflow_audit.installed_declarations i on i.name = d.name
where i.digest is distinct from d.digest;
