-- Aggregates over the tenant's own orders. Null for a report that does not exist.
create or replace function tenant_{{tenant}}_api.analytics(token text, report text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform easyflow.verify(token, '{{tenant}}', 'worker');
  return case report
    when 'revenue_by_month' then (
      select coalesce(jsonb_agg(jsonb_build_object('month', m.month, 'revenueCents', m.revenue) order by m.month), '[]')
      from (select to_char(o.placed_at at time zone 'UTC', 'YYYY-MM') as month, sum(o.amount_cents) as revenue
            from tenant_{{tenant}}.orders o where o.tenant_id = '{{tenant}}' group by 1) m)
    when 'top_customers' then (
      select coalesce(jsonb_agg(jsonb_build_object('customer', t.name, 'revenueCents', t.revenue)
        order by t.revenue desc, t.name), '[]')
      from (select c.name, sum(o.amount_cents) as revenue
            from tenant_{{tenant}}.orders o
            join tenant_{{tenant}}.customers c on c.tenant_id = o.tenant_id and c.customer_id = o.customer_id
            where o.tenant_id = '{{tenant}}' group by c.customer_id, c.name order by 2 desc, 1 limit 5) t)
    when 'order_totals' then (
      select jsonb_build_object('orders', count(*), 'revenueCents', coalesce(sum(o.amount_cents), 0))
      from tenant_{{tenant}}.orders o where o.tenant_id = '{{tenant}}')
  end;
end
$$;
