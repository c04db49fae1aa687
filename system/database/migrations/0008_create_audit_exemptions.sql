-- Why: what an operator allows on purpose although a lint reports it. Every entry says why, and one that
-- matches nothing any more is reported itself. The lints are no migration: each version brings its own.
-- Locks: none that wait (new table).   Undone by: drop table.

create table easyflow.audit_exemptions (
  lint        text  not null,
  object      text  not null,
  reason      text  not null constraint audit_exemptions_reason_is_given check (length(trim(reason)) >= 10),
  decided_on  date  not null default current_date,
  constraint audit_exemptions_pkey primary key (lint, object)
);
alter table easyflow.audit_exemptions owner to easyflow_owner;
