-- One execution, or null when this tenant has none of that id.
create or replace function tenant_{{tenant}}_api.get_execution(token text, wanted uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform easyflow.verify(token, '{{tenant}}', 'caller');
  return (select tenant_{{tenant}}.execution_document(e) from tenant_{{tenant}}.workflow_executions e
          where e.tenant_id = '{{tenant}}' and e.execution_id = wanted);
end
$$;
