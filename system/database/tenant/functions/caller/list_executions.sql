-- A page of executions, newest first. `before` is the last one already seen.
create or replace function tenant_{{tenant}}_api.list_executions(token text, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  page_size integer := least(greatest((request ->> 'limit')::integer, 1), 100);
  before_time timestamptz := coalesce((request #>> '{before,createdAt}')::timestamptz, 'infinity');
  before_id uuid := coalesce((request #>> '{before,executionId}')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  page jsonb;
begin
  perform easyflow.verify(token, '{{tenant}}', 'caller');
  select coalesce(jsonb_agg(tenant_{{tenant}}.execution_document(p.e) order by (p.e).created_at desc, (p.e).execution_id desc), '[]')
  into page
  from (
    select x as e
    from tenant_{{tenant}}.workflow_executions x
    where x.tenant_id = '{{tenant}}'
      and (x.created_at, x.execution_id) < (before_time, before_id)
      and (request ->> 'status' is null or x.status = request ->> 'status')
      and (request ->> 'workflow' is null or x.workflow_name = request ->> 'workflow')
      and (request ->> 'mode' is null or x.mode = request ->> 'mode')
    order by x.created_at desc, x.execution_id desc
    limit page_size + 1
  ) p;
  if jsonb_array_length(page) > page_size then
    page := page - page_size;
    return jsonb_build_object('items', page, 'next', jsonb_build_object(
      'createdAt', page -> (page_size - 1) -> 'createdAt', 'executionId', page -> (page_size - 1) -> 'executionId'));
  end if;
  return jsonb_build_object('items', page, 'next', null);
end
$$;
