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

-- A lint that somebody has replaced is noticed: a digest of each view as it was made.
create table easyflow_audit.installed_views (
  name        text  not null primary key,
  definition  text  not null
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
