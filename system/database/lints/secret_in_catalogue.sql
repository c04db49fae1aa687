-- Reports what looks like a secret in a part of the catalogue that everybody can read: the source of a function or a
-- view, a comment, the default of a column, a stored setting, the options of a foreign server. And the secrets of ours,
-- wherever they stand there. No privilege hides any of these, and a login of the data plane can read them all.

create view easyflow_audit.secret_in_catalogue as
with ours as materialized (
  select encode(inner_pad, 'hex') as secret from easyflow.identity_mac_key
  union all
  select encode(outer_pad, 'hex') from easyflow.identity_mac_key
  union all
  select encode(inner_pad, 'base64') from easyflow.identity_mac_key
),
expected as materialized (select identity, source from easyflow_audit.expected_functions),
texts (object, text, repair, changed, schema, class, oid) as (
  select 'function ' || p.oid::regprocedure::text, p.prosrc || coalesce(pg_get_function_sqlbody(p.oid), ''),
    format('drop routine %s;', p.oid::regprocedure), p.xmin, p.pronamespace, 'pg_proc'::regclass::oid, p.oid
  from pg_proc p
  left join easyflow_audit.functions f on f.oid = p.oid
  left join expected e on e.identity = f.identity and e.source = f.source
  where p.oid >= 16384 and p.prokind in ('f', 'p') and e.identity is null
  union all
  select 'view ' || c.oid::regclass::text, pg_get_viewdef(c.oid),
    format('drop %s %s;', case c.relkind when 'm' then 'materialized view' else 'view' end, c.oid::regclass), c.xmin, c.relnamespace, 'pg_class'::regclass, c.oid
  from pg_class c
  where c.relkind in ('v', 'm') and c.oid >= 16384
  union all
  select 'comment on ' || i.type || ' ' || i.identity, d.description,
    format('comment on %s %s is null;', replace(replace(i.type, 'table column', 'column'), 'view column', 'column'), i.identity), d.xmin, null, d.classoid, d.objoid
  from pg_description d
  cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
  where d.objoid >= 16384
  union all
  select format('default of %s.%I', c.oid::regclass, a.attname), pg_get_expr(d.adbin, d.adrelid),
    format('alter table %s alter column %I drop default;', c.oid::regclass, a.attname), d.xmin, c.relnamespace, 'pg_class'::regclass, c.oid
  from pg_attrdef d
  join pg_class c on c.oid = d.adrelid and c.oid >= 16384
  join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
  union all
  select format('setting %s%s', split_part(s.setting, '=', 1), coalesce(' of ' || r.rolname, ' of database ' || d.datname, ' of every role')),
    quote_literal(substr(s.setting, strpos(s.setting, '=') + 1)),
    format('alter %s reset %s;', case when r.oid is not null then format('role %I', r.rolname) || coalesce(' in database ' || quote_ident(d.datname), '')
      when d.oid is not null then format('database %I', d.datname) else 'role all' end, split_part(s.setting, '=', 1)), s.changed, null, null, null
  from (select setrole, setdatabase, unnest(setconfig) as setting, xmin as changed from pg_db_role_setting) s
  left join pg_roles r on r.oid = s.setrole
  left join pg_database d on d.oid = s.setdatabase
  where s.setdatabase = 0 or d.datname = current_database()
  union all
  select format('foreign server %I', s.srvname), (select string_agg(quote_literal(option), ' ') from unnest(s.srvoptions) option),
    format('drop server %I cascade;', s.srvname), s.xmin, null, 'pg_foreign_server'::regclass, s.oid
  from pg_foreign_server s
),
judged as (
  select t.*, o.secret is not null as is_ours
  from texts t
  left join lateral (select o.secret from ours o where position(o.secret in t.text) > 0 limit 1) o on true
  where o.secret is not null
    or t.text ~ '-----BEGIN [A-Z ]*PRIVATE KEY-----'
    or t.text ~* '[a-z]+://[^/\s:@]+:[^/\s:@]+@'
    or t.text ~* 'password\s*=\s*[^\s'';)]{6,}'
    -- One word of sixteen characters or more with four digits among letters: hex, base64, generated names.
    or exists (select from regexp_matches(t.text, '''([A-Za-z0-9+/_=.-]{16,})''', 'g') literal
      where length(regexp_replace(literal[1], '[^0-9]', '', 'g')) >= 4 and literal[1] ~ '[A-Za-z]'
        -- Identifiers of rows and of objects, and moments, are no secrets.
        and literal[1] !~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' and literal[1] !~ '^\d{4}-\d\d-\d\d')
)
select
  case when j.is_ours then 'LEAK' else 'ERROR' end as level,
  s.tenant_id as tenant,
  j.object,
  case when j.is_ours then 'it holds the key of the identities: whoever reads it is any tenant'
    else 'it holds what looks like a secret; every login can read the catalogue, whatever was revoked' end as detail,
  j.repair,
  j.changed
from judged j
left join easyflow_audit.tenant_schemas s on s.oid = j.schema
-- What an extension brings is of its maker.
where not exists (select from pg_depend d where d.classid = j.class and d.objid = j.oid and d.deptype = 'e')
  -- The lints name what they look for.
  and coalesce(j.schema, 0) <> 'easyflow_audit'::regnamespace;
