-- After the functions are (re)made: whose they are and who may call them. Everything else is revoked.
do $$
declare
  routine record;
begin
  for routine in
    select p.oid::regprocedure as name, p.proname
    from pg_catalog.pg_proc p
    where p.pronamespace in ('tenant_{{tenant}}_api'::regnamespace, 'tenant_{{tenant}}'::regnamespace)
  loop
    execute pg_catalog.format('revoke all on function %s from public', routine.name);
  end loop;
end
$$;
alter function tenant_{{tenant}}.execution_document owner to easyflow_owner;
alter function tenant_{{tenant}}.claim_document owner to easyflow_owner;
grant execute on function tenant_{{tenant}}.execution_document to tenant_{{tenant}}_caller;
grant execute on function tenant_{{tenant}}.claim_document to tenant_{{tenant}}_worker;
grant usage on schema tenant_{{tenant}}_api to easyflow_api, easyflow_worker;
