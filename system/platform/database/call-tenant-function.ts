import { escapeIdentifier, type Pool, type QueryResult } from 'pg'
import { functionSchemaOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import { currentLogScope } from '../log/log-scope.ts'
import { buildApplicationName } from './application-name.ts'
import { toDatabaseError } from './to-database-error.ts'
import { useConnection } from './use-connection.ts'

export interface TenantCall {
  /** Whose function. Which tenant the token is for is found out by the database. */
  readonly tenant: TenantId
  /** A function of the tenant's function schema. */
  readonly name: string
  /** The caller's own token, passed on as it came. */
  readonly token: string
  /** Further arguments. Objects and arrays travel as JSON. */
  readonly args: readonly unknown[]
  /** Ends the wait and destroys the connection; what the statement did by then is unknown. */
  readonly signal?: AbortSignal
}

/**
 * Calls one of a tenant's functions in one round trip, as its own transaction, with bind parameters only.
 *
 * @returns the function's answer, parsed from jsonb.
 * @throws {EasyFlowError} ERR_DATABASE_REFUSED with `sqlstate` when an identity or a wall refused;
 *   ERR_DATABASE_UNAVAILABLE when no answer came; ERR_VERSION_CONFLICT; ERR_INTERNAL otherwise.
 */
export async function callTenantFunction(pool: Pool, call: TenantCall): Promise<unknown> {
  const values = [call.token, ...call.args.map(toParameter)]
  const places = values.map((_, index) => `$${index + 1}`).join(', ')
  const routine = `${escapeIdentifier(functionSchemaOf(call.tenant))}.${escapeIdentifier(call.name)}`
  const name = nameOf(pool, call.tenant)
  // Set first and until the end of the statement: the server's own lines about this call then name its trace.
  const label =
    name === undefined ? '' : `pg_catalog.set_config('application_name', $${values.length + 1}, true), `
  if (name !== undefined) values.push(name)
  try {
    const answer: QueryResult<{ answer: unknown }> = await useConnection(
      pool,
      // Unnamed on purpose: a planted PREPARE under the driver's name once stole the next caller's token.
      (client) => client.query(`select ${label}${routine}(${places}) as answer`, values),
      call.signal,
    )
    return answer.rows[0]?.answer
  } catch (error) {
    throw toDatabaseError(error, call.name)
  }
}

function nameOf(pool: Pool, tenant: TenantId): string | undefined {
  const scope = currentLogScope()
  return scope === undefined
    ? undefined
    : buildApplicationName(pool.options.application_name ?? '', tenant, scope)
}

function toParameter(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
