-- What the lints compare with. Only the installer can read this schema: it lists every weak spot.
-- {{tenant}} stands for a tenant's id, in texts that are the same for every tenant.

drop schema if exists easyflow_audit cascade;
create schema easyflow_audit;
revoke all on schema easyflow_audit from public;

create table easyflow_audit.installed (
  -- Of all files that the lints and what they compare with are made of.
  sources_sha256  text         not null,
  installed_at    timestamptz  not null default clock_timestamp()
);

-- A lint that somebody has replaced is noticed: a digest of each view and function here as it was made.
create table easyflow_audit.installed_objects (
  name        text  not null primary key,
  definition  text  not null
);

-- So is another declaration: a digest of each of the tables below as it was filled.
create table easyflow_audit.installed_declarations (
  name    text  not null primary key,
  digest  text  not null
);

-- What a new tenant's two roles may do, read off a tenant that was made for it and rolled back.
create table easyflow_audit.declared_privileges (
  kind       text  not null,
  name       text  not null,
  privilege  text  not null,
  grantee    text  not null
);

-- Every function a new tenant has, and those that all tenants share.
create table easyflow_audit.declared_functions (
  identity    text  not null primary key,
  owner       text  not null,
  source      text  not null,
  -- The statement that makes it, for the repair.
  definition  text  not null
);

-- The columns of a new tenant's tables, as far as walls stand on them.
create table easyflow_audit.declared_columns (
  relation    text  not null,
  name        text  not null,
  -- Type, collation, whether it may be null, and what it is when nobody says.
  definition  text  not null
);

-- The checks and keys of a new tenant's tables.
create table easyflow_audit.declared_constraints (
  relation    text  not null,
  name        text  not null,
  definition  text  not null
);

create view easyflow_audit.declarations as
select 'declared_privileges' as name, (select md5(string_agg(d::text, e'\n' order by d::text)) from easyflow_audit.declared_privileges d) as digest
union all
select 'declared_functions', (select md5(string_agg(d::text, e'\n' order by d::text)) from easyflow_audit.declared_functions d)
union all
select 'declared_columns', (select md5(string_agg(d::text, e'\n' order by d::text)) from easyflow_audit.declared_columns d)
union all
select 'declared_constraints', (select md5(string_agg(d::text, e'\n' order by d::text)) from easyflow_audit.declared_constraints d);

-- What there is of the audit itself, each with a digest.
create view easyflow_audit.objects as
select c.relname::text as name, md5(w.ev_action::text) as definition
from pg_class c
join pg_rewrite w on w.ev_class = c.oid
where c.relnamespace = 'easyflow_audit'::regnamespace and c.relkind = 'v'
union all
select p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid) || p.proowner::regrole)
from pg_proc p
where p.pronamespace = 'easyflow_audit'::regnamespace;
