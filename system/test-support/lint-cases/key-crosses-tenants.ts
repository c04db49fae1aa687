import { TABLE, type LintCases } from './lint-cases.ts'

const ID = `alter table ${TABLE} add constraint customers_id unique (customer_id)`
const shared = (key: string): string =>
  `create table public.shared (tenant_id text not null, id int ${key}); grant insert on public.shared to easyflow_worker`

export const keyCrossesTenants: LintCases = {
  lint: 'key_crosses_tenants',
  loud: {
    "from another tenant's table": `${ID}; alter table tenant_lintedtwo.orders add constraint peek foreign key (customer_id) references ${TABLE} (customer_id)`,
    'not checked for what is there already': `${ID}; alter table tenant_lintedtwo.workflows add constraint peek foreign key (version) references ${TABLE} (customer_id) not valid`,
    'from a table of nobody': `${ID}; create table public.notes (customer_id int references ${TABLE} (customer_id))`,
    'to a table of nobody': `create table public.cities (city text primary key); alter table ${TABLE} add constraint peek foreign key (city) references public.cities`,
    "to the system's tenants": `alter table ${TABLE} add constraint peek foreign key (tenant_id) references easyflow.tenants`,
    'with the tenant in it, across': `alter table tenant_lintedtwo.orders add constraint peek foreign key (tenant_id, customer_id) references ${TABLE} (tenant_id, customer_id) not valid`,
    'a unique key of several tenants': shared('unique'),
    'a primary key of several tenants': shared('primary key'),
    'a unique index of several tenants': `${shared('')}; create unique index on public.shared (id)`,
    'an exclusion of several tenants': `${shared('')}; alter table public.shared add exclude using btree (id with =)`,
  },
  quiet: {
    'a key within a tenant': `${ID}; alter table tenant_lintedone.orders add constraint more foreign key (customer_id) references ${TABLE} (customer_id)`,
    'a unique key within a tenant': ID,
    'a table of several tenants with the tenant in its key':
      'create table public.shared (tenant_id text not null, id int, primary key (tenant_id, id)); grant insert on public.shared to easyflow_worker',
    'a table that nobody of the data plane can write to':
      'create table public.shared (tenant_id text not null, id int primary key)',
    'tables of nobody':
      'create table public.a (id int primary key); create table public.b (id int references public.a)',
  },
}
