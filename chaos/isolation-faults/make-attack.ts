import type { SystemAccess } from '../access/open-access.ts'
import { tryStatements, type StatementAnswer, type TriedStatements } from '../probes/try-statements.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import type { IsolationAttack, Position } from './isolation-fault.ts'
import { nameWall } from './name-wall.ts'

export interface AttackOutcome {
  /** How globex was reached; undefined: it was not. */
  readonly leak: string | undefined
  readonly refusedBy: string
}

/** Makes an attack from one position, on a fresh connection, with genuine tokens. */
export async function makeAttack(
  access: SystemAccess,
  attack: IsolationAttack,
  position: Position,
): Promise<AttackOutcome> {
  const token = await access.tokenOf(ACME)
  const { addresses } = access
  const url = {
    api: addresses.apiDatabaseUrl,
    worker: addresses.workerDatabaseUrl,
    acme: addresses.adminDatabaseUrl,
  }[position]
  const tried = await tryStatements(
    url,
    attack.statements.map((text) => text.replaceAll('{{token}}', token)),
    {
      before: [
        ...(position === 'acme' ? asAcmesFunction(token) : []),
        ...(attack.afterVictim === true ? servingVictim(await access.tokenOf(GLOBEX)) : []),
      ],
      goesOn: attack.leaksIf === 'differs',
    },
  )
  const leak = leakOf(tried, attack, access.canaries.get(GLOBEX) ?? '')
  return { leak: leak === undefined ? undefined : `${position}: ${leak}`, refusedBy: refusalOf(tried) }
}

/** What a function of acme's is, after it has verified a token of acme's: its role, with acme's identity. */
const asAcmesFunction = (token: string) => [
  { text: 'begin' },
  { text: "select easyflow.verify($1, 'acme', 'caller')", values: [token] },
  { text: 'set local session authorization tenant_acme_caller' },
]

/** As the api does it: one statement, with globex's own token as a bind parameter. */
const servingVictim = (token: string) => [
  { text: 'select tenant_globex_api.list_workflows($1)', values: [token] },
]

function leakOf(
  { answers, seen }: TriedStatements,
  { leaksIf, statements }: IsolationAttack,
  canary: string,
): string | undefined {
  if (canary === '') throw new Error('Globex has no canary, so a leak could not be seen')
  if (seen.includes(canary)) return "globex's canary"
  const last = answers.at(-1)
  const isComplete = answers.length === statements.length
  if (leaksIf === 'differs') return describe(answers.at(-2)) === describe(last) ? undefined : 'what exists'
  if (last?.ok !== true || !isComplete || leaksIf === undefined) return undefined
  if (leaksIf === 'runs') return 'it was accepted'
  return last.rowCount > 0 ? `${last.rowCount} rows` : undefined
}

const describe = (answer: StatementAnswer | undefined): string => {
  if (answer === undefined) return 'none'
  return answer.ok ? `ok ${answer.rowCount}` : answer.sqlstate
}

function refusalOf({ answers }: TriedStatements): string {
  const last = answers.at(-1)
  if (last === undefined) return 'nobody'
  if (!last.ok) return nameWall(last)
  return last.rowCount === 0 ? 'no row' : 'nobody'
}
