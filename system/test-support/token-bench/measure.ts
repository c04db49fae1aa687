import type { VerifyToken } from '../../platform/tokens/build-token-verifier.ts'
import type { Superuser } from '../open-superuser.ts'

/** Microseconds a token, by what was measured. */
export type Figures = Readonly<Record<string, number>>

/** Without the way there and back: the clock is read inside the server. */
export async function measureDatabase(database: Superuser, tokens: readonly string[]): Promise<Figures> {
  const [row] = await database.rows('select token_bench.measure($1) as figures', [tokens])
  return Object.fromEntries(
    Object.entries(row?.['figures'] as Readonly<Record<string, unknown>>).map(([name, us]) => [
      name,
      Number(us),
    ]),
  )
}

export async function measureApi(verify: VerifyToken, tokens: readonly string[]): Promise<Figures> {
  const time = async (): Promise<number> => {
    const startedAt = performance.now()
    for (const token of tokens) await verify(token)
    return ((performance.now() - startedAt) * 1000) / tokens.length
  }
  return { 'first sight': await time(), remembered: await time() }
}

export async function installMeasure(database: Superuser): Promise<void> {
  await database.query(`
create schema token_bench;
create function token_bench.measure(tokens text[]) returns jsonb language plpgsql as $$
declare
  token text;
  parts text[];
  begun timestamptz;
  figures jsonb := '{}';
  key easyflow.issuer_keys;
  valid boolean;
begin
  select k.* into key from easyflow.issuer_keys k
    where k.kid = easyflow.read_header(easyflow.read_strict_object(split_part(tokens[1], '.', 1)));
  begun := clock_timestamp();
  foreach token in array tokens loop
    perform easyflow.read_header(easyflow.read_strict_object(split_part(token, '.', 1)));
    perform easyflow.read_claims(easyflow.read_strict_object(split_part(token, '.', 2)), 'x');
  end loop;
  figures := figures || jsonb_build_object('of it the grammar', clock_timestamp() - begun);
  begun := clock_timestamp();
  foreach token in array tokens loop
    parts := string_to_array(token, '.');
    valid := easyflow.rs256_is_valid(convert_to(parts[1] || '.' || parts[2], 'UTF8'),
      easyflow.decode_base64url(parts[3]), key.modulus, key.modulus_bytes);
    if not valid then
      raise exception 'a good signature is not valid';
    end if;
  end loop;
  figures := figures || jsonb_build_object('of it the signature', clock_timestamp() - begun);
  begun := clock_timestamp();
  foreach token in array tokens loop
    perform easyflow.verify(token, 'acme', 'caller');
  end loop;
  figures := figures || jsonb_build_object('first sight', clock_timestamp() - begun);
  begun := clock_timestamp();
  foreach token in array tokens loop
    perform easyflow.verify(token, 'acme', 'caller');
  end loop;
  figures := figures || jsonb_build_object('remembered', clock_timestamp() - begun);
  return (select jsonb_object_agg(name, extract(epoch from elapsed::interval) * 1000000 / cardinality(tokens))
          from jsonb_each_text(figures) as each(name, elapsed));
end
$$;`)
}
