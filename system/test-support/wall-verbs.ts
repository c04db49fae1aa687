/** What somebody may try with a relation of a tenant: every verb by its name. */
export const wallVerbs: Readonly<Record<string, (relation: string) => string>> = {
  reads: (relation) => `select * from ${relation}`,
  counts: (relation) => `select count(*) from ${relation}`,
  'reads with row_security off': (relation) => `set row_security = off; select * from ${relation}`,
  inserts: (relation) => `insert into ${relation} (tenant_id) values ('globex')`,
  updates: (relation) => `update ${relation} set tenant_id = tenant_id`,
  deletes: (relation) => `delete from ${relation}`,
  merges: (relation) =>
    `merge into ${relation} t using (select 'globex' as id) s on t.tenant_id = s.id when matched then delete`,
  truncates: (relation) => `truncate ${relation} cascade`,
  locks: (relation) => `begin; lock table ${relation} in access exclusive mode`,
  copies: (relation) => `copy ${relation} to stdout`,
  explains: (relation) => `explain analyze select * from ${relation}`,
  'measures it': (relation) => `select pg_total_relation_size('${relation}')`,
  alters: (relation) => `alter table ${relation} disable row level security`,
  'adds a trigger': (relation) =>
    `create trigger t before insert on ${relation} for each row execute function suppress_redundant_updates_trigger()`,
  'points to it': (relation) => `create table public.p (t text references ${relation})`,
  'grants it': (relation) => `grant all on ${relation} to public`,
  maintains: (relation) => `analyze ${relation}`,
  drops: (relation) => `drop table ${relation}`,
}
