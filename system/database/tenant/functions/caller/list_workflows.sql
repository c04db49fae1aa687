-- The latest version of every workflow.
create or replace function tenant_{{tenant}}_api.list_workflows(token text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform easyflow.verify(token, '{{tenant}}', 'caller');
  return (
    select coalesce(jsonb_agg(jsonb_build_object('name', w.name, 'version', w.version,
      'definition', w.definition, 'createdAt', easyflow.iso_time(w.created_at)) order by w.name), '[]')
    from (select distinct on (x.name) x.* from tenant_{{tenant}}.workflows x
          where x.tenant_id = '{{tenant}}' order by x.name, x.version desc) w
  );
end
$$;
