import type { StatementAnswer } from '../probes/try-statements.ts'

type Refusal = Extract<StatementAnswer, { ok: false }>

/** Which wall an SQLSTATE comes from. Privileges share one of them, so there the server's words decide. */
const WALLS: readonly (readonly [sqlstate: string, words: RegExp, wall: string])[] = [
  ['42501', /^permission denied for schema/, 'schema wall'],
  ['42501', /row-level security/, 'policies'],
  ['42501', /^permission denied for (function|procedure)/, 'execute rights'],
  ['42501', /(set role|session authorization)/, 'no membership'],
  ['42501', /easyflow refuses/, 'DDL guard'],
  ['42501', /./, 'grants'],
  ['28000', /no verified identity/, 'floor'],
  ['28000', /./, 'token check'],
  ['42P16', /easyflow refuses/, 'DDL guard'],
  ['42P01', /./, 'nothing there'],
  ['42883', /./, 'nothing there'],
  ['34000', /./, 'nothing there'],
]

/** Who refused, in a word or two: `schema wall`, `token check`; an SQLSTATE where nobody meant to. */
export function nameWall({ sqlstate, message }: Refusal): string {
  const found = WALLS.find(([code, words]) => code === sqlstate && words.test(message))
  return found?.[2] ?? `SQLSTATE ${sqlstate}`
}
