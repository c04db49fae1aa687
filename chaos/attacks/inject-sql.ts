import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { callHttp, type HttpAnswer } from '../probes/call-http.ts'
import { callUntilAnswered } from './call-until-answered.ts'
import type { AttackEnvironment } from './define-attack.ts'

/** Puts a statement into the note that the injectable api puts into a query of its own. */
export async function injectSql(
  { access, stage, marker }: AttackEnvironment,
  { attacker, statement, signal }: { attacker: TenantId; statement: string; signal: AbortSignal },
): Promise<HttpAnswer> {
  const token = await access.tokenOf(attacker)
  // Ends the api's own statement, runs the attacker's, and comments out what is left.
  const note = `')) as n(note); ${statement}; --`
  const body = { workflow: 'record-note', mode: 'balanced', input: { note, marker } }
  return callUntilAnswered(
    () => callHttp(stage.apiUrl(), { method: 'POST', path: '/workflows/execute', token, body }),
    signal,
  )
}
