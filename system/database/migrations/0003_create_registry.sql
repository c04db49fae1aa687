-- Why: what the verifier and the control plane have to know. No data-plane login can see any of it.
-- Locks: none that wait (new tables).   Undone by: drop table.

create table easyflow.tenants (
  tenant_id   text        not null constraint tenants_id_is_plain check (tenant_id ~ '^[a-z][a-z0-9]{0,30}$'),
  status      text        not null constraint tenants_status_is_known check (status in ('provisioning', 'active', 'removing')),
  created_at  timestamptz not null default now(),
  constraint tenants_pkey primary key (tenant_id)
);

create table easyflow.tenant_migrations (
  tenant_id   text        not null,
  name        text        not null,
  sha256      text        not null,
  applied_at  timestamptz not null default now(),
  constraint tenant_migrations_pkey primary key (tenant_id, name),
  constraint tenant_migrations_tenant foreign key (tenant_id) references easyflow.tenants on delete cascade
);

-- Names that were given up. A token from before then must not open a later tenant of the same name.
create table easyflow.removed_tenants (
  tenant_id   text        not null,
  removed_at  timestamptz not null,
  constraint removed_tenants_pkey primary key (tenant_id)
);

-- The issuer's public keys, copied here by the control plane. Removing a row ends every token it signed,
-- remembered ones included. The exponent is always 65537.
create table easyflow.issuer_keys (
  issuer         text        not null,
  kid            text        not null constraint issuer_keys_kid_is_printable check (kid ~ '^[!-~]{1,128}$'),
  -- Changes when another key takes over the kid, so that what the old one signed is not remembered as good.
  key_id         uuid        not null default gen_random_uuid(),
  modulus        numeric     not null,
  modulus_bytes  integer     not null constraint issuer_keys_size check (modulus_bytes between 256 and 512),
  added_at       timestamptz not null default now(),
  constraint issuer_keys_pkey primary key (issuer, kid),
  constraint issuer_keys_key_id unique (key_id),
  constraint issuer_keys_modulus_fills_its_size check (
    modulus >= power(2::numeric, 8 * modulus_bytes - 8) and modulus < power(2::numeric, 8 * modulus_bytes)
    and modulus >= power(2::numeric, 2047) and modulus % 2 = 1
  )
);

-- Tokens whose signature was checked, by hash. The index is not unique on purpose: a unique one made the
-- second user of a token wait for the first one's transaction, and a duplicate does no harm.
create unlogged table easyflow.remembered_tokens (
  token_sha256  bytea       not null,
  -- No foreign key: removing a key must wait for nobody.
  key_id        uuid        not null,
  tenant_id     text        not null,
  role          text        not null,
  expires_at    timestamptz not null,
  -- What is being remembered while a tenant is removed goes with it.
  constraint remembered_tokens_tenant foreign key (tenant_id) references easyflow.tenants on delete cascade
);
create index remembered_tokens_token on easyflow.remembered_tokens (token_sha256);
create index remembered_tokens_expiry on easyflow.remembered_tokens (expires_at);
create index remembered_tokens_tenant on easyflow.remembered_tokens (tenant_id);

-- The key of the MAC over the identity, already split into HMAC's inner and outer pad (RFC 2104).
create table easyflow.identity_mac_key (
  only_row   boolean not null default true constraint identity_mac_key_only_row check (only_row),
  inner_pad  bytea   not null,
  outer_pad  bytea   not null,
  constraint identity_mac_key_pkey primary key (only_row)
);

do $$
declare
  -- gen_random_uuid() draws from the server's strong random source; 6 of them carry 732 bits.
  key bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
            || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  inner_pad bytea := key;
  outer_pad bytea := key;
begin
  for position in 0..63 loop
    inner_pad := set_byte(inner_pad, position, get_byte(key, position) # 54);  -- 0x36
    outer_pad := set_byte(outer_pad, position, get_byte(key, position) # 92);  -- 0x5c
  end loop;
  insert into easyflow.identity_mac_key (inner_pad, outer_pad) values (inner_pad, outer_pad);
end
$$;

alter table easyflow.tenants owner to easyflow_owner;
alter table easyflow.tenant_migrations owner to easyflow_owner;
alter table easyflow.removed_tenants owner to easyflow_owner;
alter table easyflow.issuer_keys owner to easyflow_owner;
alter table easyflow.remembered_tokens owner to easyflow_owner;
alter table easyflow.identity_mac_key owner to easyflow_owner;
