-- Stores a definition as the next version of `wanted`, unless the latest one says the same already.
create or replace function tenant_{{tenant}}_api.put_workflow(token text, wanted text, definition jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  latest tenant_{{tenant}}.workflows;
  is_new boolean;
begin
  perform easyflow.verify(token, '{{tenant}}', 'caller');
  select w.* into latest from tenant_{{tenant}}.workflows w
  where w.tenant_id = '{{tenant}}' and w.name = wanted order by w.version desc limit 1;
  is_new := not found or latest.definition is distinct from put_workflow.definition;
  if is_new then
    -- Two writers at once: the primary key lets one through, the other gets 23505 and may try again.
    insert into tenant_{{tenant}}.workflows as w (tenant_id, name, version, definition)
    values ('{{tenant}}', wanted, coalesce(latest.version, 0) + 1, put_workflow.definition)
    returning w.* into latest;
  end if;
  return jsonb_build_object('name', latest.name, 'version', latest.version, 'definition', latest.definition,
    'createdAt', easyflow.iso_time(latest.created_at), 'changed', is_new);
end
$$;
