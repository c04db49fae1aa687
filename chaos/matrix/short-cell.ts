import { LEAK } from './matrix.ts'

/** A cell in as few characters as tell it: "db 28000", "broker 29", "api 401", "LEAK", "-" for not measured. */
export function shortCell(cell: string | undefined): string {
  if (cell === undefined) return '-'
  if (cell === LEAK) return LEAK
  const [layer = '', ...rest] = cell.split(': ')
  const answer = rest.join(': ')
  const code = /(?:SQLSTATE|Kafka error|HTTP) (\w+)/.exec(answer)?.[1]
  const who = layer === 'database' ? 'db' : layer
  return answer.startsWith('ignored') ? `${who} ignores` : `${who} ${code ?? answer}`
}
