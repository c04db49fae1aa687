-- Why: what the functions of all tenants share and that knows no tenant.
-- Locks: none that wait.   Undone by: drop function.

create function easyflow.iso_time(moment timestamptz) returns text
language sql immutable
return pg_catalog.to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

-- The list prices of system/contracts/execution.ts; a test compares the two.
create function easyflow.list_price_usd(mode text) returns numeric
language sql immutable
return case mode when 'realtime' then 0.004 when 'balanced' then 0.0035 when 'eco' then 0.003 end;

alter function easyflow.iso_time(timestamptz) owner to easyflow_owner;
alter function easyflow.list_price_usd(text) owner to easyflow_owner;
