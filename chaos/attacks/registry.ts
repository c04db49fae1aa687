import { findNamed } from '../find-named.ts'
import type { AttackDefinition } from './define-attack.ts'
import { countRunning } from './count-running.ts'
import { defineWorkflow } from './define-workflow.ts'
import { endFlood } from './end-flood.ts'
import { lookAtExecutions } from './look-at-executions.ts'
import { askAudit } from './ask-audit.ts'
import { readAsTableOwner } from './read-as-table-owner.ts'
import { startTooLate } from './start-too-late.ts'
import { writeAfterLease } from './write-after-lease.ts'
import { callFunctionOnApiLogin } from './call-function-on-api-login.ts'
import { readKnownExecutionOverHttp } from './read-known-execution-over-http.ts'
import { readFromTopic } from './read-from-topic.ts'
import { writeToTopic } from './write-to-topic.ts'
import { readRowsByInjection } from './read-rows-by-injection.ts'
import { trySqlByInjection } from './try-sql-by-injection.ts'
import { readRowsOnApiLogin } from './read-rows-on-api-login.ts'
import { trySqlOnApiLogin } from './try-sql-on-api-login.ts'
import { measureLatency } from './measure-latency.ts'
import { measureServers } from './measure-servers.ts'
import { measureTenants } from './measure-tenants.ts'
import { restoreExecutions } from './restore-executions.ts'
import { readExecutionsOverHttp } from './read-executions-over-http.ts'
import { readWorkerLog } from './read-worker-log.ts'
import { startExecutionOverHttp } from './start-execution-over-http.ts'
import { submitExecutions } from './submit-executions.ts'
import { useShortToken } from './use-short-token.ts'

/** Every attack there is, by its name. A new one is a file of its own and a line here. */
export const attacks = [
  askAudit,
  callFunctionOnApiLogin,
  countRunning,
  defineWorkflow,
  endFlood,
  lookAtExecutions,
  readAsTableOwner,
  measureLatency,
  measureServers,
  measureTenants,
  readExecutionsOverHttp,
  readFromTopic,
  readKnownExecutionOverHttp,
  readRowsByInjection,
  readRowsOnApiLogin,
  readWorkerLog,
  restoreExecutions,
  startExecutionOverHttp,
  startTooLate,
  submitExecutions,
  trySqlByInjection,
  trySqlOnApiLogin,
  writeAfterLease,
  writeToTopic,
  useShortToken,
] as const

type Definition = (typeof attacks)[number]
type DeclarationOf<Defined> =
  Defined extends AttackDefinition<infer Name, infer Options>
    ? { readonly attack: Name } & (Options extends Record<string, never> ? unknown : Readonly<Options>)
    : never

/** An attack as a scenario names it, with its options. */
export type AttackDeclaration = DeclarationOf<Definition>
export type AttackName = Definition['name']

/** @throws {TypeError} for a name that is not in the registry. */
export const attackNamed = (name: string): AttackDefinition<string, unknown> =>
  findNamed<AttackDefinition<string, unknown>>('attack', attacks, name)
