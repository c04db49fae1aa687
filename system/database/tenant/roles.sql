-- The two NOLOGIN roles that own a tenant's functions. Nobody is a member of them.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'tenant_{{tenant}}_caller') then
    create role tenant_{{tenant}}_caller nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'tenant_{{tenant}}_worker') then
    create role tenant_{{tenant}}_worker nologin noinherit;
  end if;
end
$$;
grant usage on schema easyflow to tenant_{{tenant}}_caller, tenant_{{tenant}}_worker;
grant execute on function easyflow.verify(text, text, text), easyflow.current_tenant(),
  easyflow.iso_time(timestamptz), easyflow.list_price_usd(text)
  to tenant_{{tenant}}_caller, tenant_{{tenant}}_worker;
