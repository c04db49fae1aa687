import type { Superuser } from '../open-superuser.ts'
import type { Verdict } from './verdict.ts'

/** What the database makes of tokens. */
export interface DatabaseAnswer {
  readonly verdict: Verdict
  /** How long `easyflow.check_token` took. */
  readonly elapsedUs: number
  /** Something that must not be, whatever the token: another SQLSTATE, a tenant opened by a token of another. */
  readonly wrong: string | undefined
}

export type AskDatabase = (tokens: readonly string[]) => Promise<readonly DatabaseAnswer[]>

const TENANTS = ['acme', 'globex']

/**
 * Installs a function that asks `easyflow.check_token`, in one statement for many tokens, and of what it accepts
 * also `easyflow.verify`: the token's own tenant at first sight and remembered, another tenant, another role.
 */
export async function openDatabaseJudge(database: Superuser): Promise<AskDatabase> {
  await database.query(INSTALL)
  for (const tenant of TENANTS) {
    await database.query(
      "insert into easyflow.tenants (tenant_id, status) values ($1, 'active') on conflict do nothing",
      [tenant],
    )
  }
  return async (tokens) => {
    const answer = await database.ask(
      'select token_fuzz.judge(token) as answer from unnest($1::text[]) with ordinality as asked(token, place) order by place',
      [tokens],
    )
    if (answer.ok) return answer.rows.map((row) => readAnswer(row['answer']))
    // Some texts never become a parameter: a NUL in one refuses the whole statement.
    const [only] = tokens
    if (tokens.length === 1 && only !== undefined) return [refusedAsText(only, answer.sqlstate)]
    const answers: DatabaseAnswer[] = []
    for (const token of tokens) answers.push(await askAlone(database, token))
    return answers
  }
}

async function askAlone(database: Superuser, token: string): Promise<DatabaseAnswer> {
  const answer = await database.ask('select token_fuzz.judge($1) as answer', [token])
  return answer.ok ? readAnswer(answer.rows[0]?.['answer']) : refusedAsText(token, answer.sqlstate)
}

/** 22021 before any function is called, for a text that holds a NUL: nothing else may go this way. */
function refusedAsText(token: string, sqlstate: string): DatabaseAnswer {
  const isExpected = sqlstate === '22021' && token.includes('\u0000')
  return {
    verdict: { accepted: false },
    elapsedUs: 0,
    wrong: isExpected ? undefined : `SQLSTATE ${sqlstate}`,
  }
}

function readAnswer(answer: unknown): DatabaseAnswer {
  const fields = answer as Readonly<Record<string, unknown>>
  const elapsedUs = Number(fields['elapsed_us'])
  const text = (name: string): string => String(fields[name])
  if (fields['accepted'] !== true) {
    const wrong = fields['sqlstate'] === '28000' ? undefined : `SQLSTATE ${text('sqlstate')}`
    return { verdict: { accepted: false }, elapsedUs, wrong }
  }
  return {
    verdict: {
      accepted: true,
      tenant: text('tenant'),
      role: text('role'),
      subject: text('subject'),
      tokenId: text('token_id'),
      issuedAt: Number(fields['issued_at']),
      expiresAt: Number(fields['expires_at']),
    },
    elapsedUs,
    wrong: text('opened') === 'itself' ? undefined : `it opened ${text('opened')}`,
  }
}

const INSTALL = `
create schema token_fuzz;
create function token_fuzz.opens(token text, tenant text, role text) returns text language plpgsql as $$
begin
  perform easyflow.verify(token, tenant, role);
  return '';
exception when others then
  return sqlstate;
end
$$;
create function token_fuzz.judge(token text) returns jsonb language plpgsql as $$
declare
  begun timestamptz := clock_timestamp();
  elapsed numeric;
  checked easyflow.checked_token;
  claims json;
  opened text := 'itself';
  other text;
begin
  begin
    checked := easyflow.check_token(token);
  exception when others then
    return jsonb_build_object('accepted', false, 'sqlstate', sqlstate,
      'elapsed_us', extract(epoch from clock_timestamp() - begun) * 1000000);
  end;
  elapsed := extract(epoch from clock_timestamp() - begun) * 1000000;
  other := case checked.tenant_id when 'acme' then 'globex' else 'acme' end;
  if checked.tenant_id in ('acme', 'globex') then
    if token_fuzz.opens(token, checked.tenant_id, checked.role) <> ''
      or token_fuzz.opens(token, checked.tenant_id, checked.role) <> '' then
      opened := 'not even its own tenant';
    elsif token_fuzz.opens(token, other, checked.role) <> '28000' then
      opened := 'another tenant';
    elsif token_fuzz.opens(token, checked.tenant_id,
        case checked.role when 'caller' then 'worker' else 'caller' end) <> '28000' then
      opened := 'another role';
    end if;
  end if;
  claims := easyflow.read_strict_object(split_part(token, '.', 2));
  return jsonb_build_object('accepted', true, 'tenant', checked.tenant_id, 'role', checked.role,
    'subject', claims ->> 'sub', 'token_id', claims ->> 'jti', 'opened', opened, 'elapsed_us', elapsed,
    'issued_at', extract(epoch from checked.issued_at), 'expires_at', extract(epoch from checked.expires_at));
end
$$;`
