-- A page of executions, newest first. `before` is the last one already seen. A page ends before what is in it is longer
-- than 512 KiB: all tenants share the memory of the api, and one execution can hold 320 KiB.
create or replace function tenant_{{tenant}}_api.list_executions(token text, request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  page_size integer := least(greatest((request ->> 'limit')::integer, 1), 100);
  before_time timestamptz := coalesce((request #>> '{before,createdAt}')::timestamptz, 'infinity');
  before_id uuid := coalesce((request #>> '{before,executionId}')::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  found_rows integer;
  kept integer;
  page jsonb;
begin
  perform easyflow.verify(token, '{{tenant}}', 'caller');
  select count(*), coalesce(jsonb_agg(tenant_{{tenant}}.execution_document(m.e) order by m.place)
    filter (where m.place <= page_size and (m.place = 1 or m.bytes <= 524288)), '[]')
  into found_rows, page
  from (
    select p.e, row_number() over newest_first as place,
      sum(octet_length((p.e).input::text) + coalesce(octet_length((p.e).result::text), 0)) over newest_first as bytes
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
    ) p
    window newest_first as (order by (p.e).created_at desc, (p.e).execution_id desc rows unbounded preceding)
  ) m;
  kept := jsonb_array_length(page);
  if found_rows > kept then
    return jsonb_build_object('items', page, 'next', jsonb_build_object(
      'createdAt', page -> (kept - 1) -> 'createdAt', 'executionId', page -> (kept - 1) -> 'executionId'));
  end if;
  return jsonb_build_object('items', page, 'next', null);
end
$$;
