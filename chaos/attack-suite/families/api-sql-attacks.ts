import { functionSchemaOf } from '../../../system/contracts/names.ts'
import { sqlAttacks as listedAttacks } from '../../attacks/sql-attacks.ts'
import { ACME, GLOBEX } from '../../tenant-option.ts'
import { sendSql } from '../carriers.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { FUNCTION_WALLS, type WallName } from '../walls.ts'

/** Stands in the listed statements for the token, which is known only when they are sent. */
const TOKEN = '{{token}}'

/** Free SQL on the api's login: the list that the scenarios try as one, each by itself. */
export const apiSqlAttacks: readonly SuiteAttack[] = listedAttacks({
  victim: GLOBEX,
  attacker: ACME,
  token: TOKEN,
})
  // What a session leaves behind matters on a pooled connection only, and these are their own.
  .filter(({ title }) => !title.startsWith('leave '))
  .map(({ title, statement, refusedWith }): SuiteAttack => {
    const { removes, aim } = judgeListed(title, statement)
    return {
      id: `L6-api-${slugOf(title)}`,
      layer: 'L6',
      title: `on the api's login, ${title}`,
      ...(refusedWith === undefined
        ? { allowed: [], ignored: { by: 'database', answer: 'ran' } }
        : { allowed: [`database: SQLSTATE ${refusedWith}`] }),
      aim,
      removes,
      attack: (bench) => sendSql(bench, { login: 'api', statement: statement.replaceAll(TOKEN, bench.own) }),
    }
  })

/** What has to go for a listed statement to work, by what it touches. */
function judgeListed(
  title: string,
  statement: string,
): { readonly removes: readonly WallName[]; readonly aim: SuiteAttack['aim'] } {
  if (statement.includes('list_executions(')) return { removes: FUNCTION_WALLS, aim: 'read' }
  // The function that reads through XML is one that the logins may not call: no matter of rows.
  if (title.includes('XML')) return { removes: ['login-privileges'], aim: 'read' }
  // What looks at rows needs no more than a look: the narrower walls go.
  if (/^(read rows|explain a read|ask for the size|read the statistics|copy the table)/.test(title))
    return {
      removes: ['row-security', 'schema-wall'],
      aim: title.startsWith('read rows') ? 'read' : 'be accepted',
    }
  // Neither is a privilege: the one is a snapshot that is refused, the other shows what everybody may see.
  if (title.startsWith('keep a snapshot') || title.startsWith('look ')) return { removes: [], aim: 'read' }
  // Behind the privilege stands the verifier itself, and the token is another's.
  if (statement.includes('easyflow.verify(')) return { removes: [], aim: 'be accepted' }
  // Superusers or not, it is the token in it that is wrong for the worker's function.
  if (statement.includes(`${functionSchemaOf(ACME)}.claim_due(`))
    return { removes: ['login-privileges', 'own-worker-token-check'], aim: 'be accepted' }
  if (statement.includes('claim_due('))
    return { removes: ['login-privileges', 'row-security', 'worker-token-check'], aim: 'be accepted' }
  return { removes: ['login-privileges'], aim: 'be accepted' }
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll("'", '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
