import type { z } from 'zod'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Environment } from '../environment/environment.ts'
import type { Layer } from '../proof-report.ts'

/** What an attack is handed. */
export interface AttackEnvironment extends Environment {
  /** Unique to the attack: what it writes carries it, so that it can be found wherever it lies. */
  readonly marker: string
}

/** What an attack met, and what the attacker saw. */
export interface AttackMet {
  /** none: nobody refused. */
  readonly refusedBy: Layer
  /** With what: "SQLSTATE 28000", "Kafka error 29 TOPIC_AUTHORIZATION_FAILED", "HTTP 503". */
  readonly answer: string
  /** Every byte that came back to a tenant. */
  readonly seen: readonly { readonly by: string; readonly text: string }[]
  /** Executions it asked for, in whose name, by a marker that begins with the run's label and is its own. */
  readonly asked?: readonly {
    readonly tenant: TenantId
    readonly marker: string
    readonly outcome: 'accepted' | 'refused' | 'perhaps'
  }[]
  /** Messages that it put on a tenant's topic, by the execution that they name. */
  readonly planted?: readonly { readonly tenant: TenantId; readonly executionId: string }[]
}

/** An attack as the ablation matrix tries it: acme against globex. One that has an example joins by itself. */
export interface MatrixExample<Options> {
  /** Unique in the matrix; who attacks whom is the matrix's to say. */
  readonly title: string
  readonly options: Options
  /**
   * What it is for. read: to see the victim's canary. write: to leave a row with the victim that is not
   * rejected. be accepted: that nobody refuses is all of it.
   */
  readonly aim: 'read' | 'write' | 'be accepted'
  /** Whom to thank when nobody refuses and nothing is reached all the same, as an api that ignores a header. */
  readonly ignoredBy?: Layer
}

/** An attack that a scenario can declare. It reports what it met and judges nothing. */
export interface AttackDefinition<Name extends string, Options> {
  readonly name: Name
  readonly options: z.ZodType<Options>
  /** Asks for no more than a tenant may, or only looks: what it leaves behind is nothing to look for. */
  readonly isOrdinary: boolean
  readonly matrix: readonly MatrixExample<unknown>[]
  /**
   * @throws {ZodError} for options that are not its own, and whatever kept the attack from being carried out,
   *   which makes the run `unknown`.
   */
  readonly attack: (
    environment: AttackEnvironment,
    options: unknown,
    signal: AbortSignal,
  ) => Promise<AttackMet>
}

/** Defines an attack that a scenario can declare. */
export function defineAttack<const Name extends string, Options>(definition: {
  readonly name: Name
  readonly options: z.ZodType<Options>
  /** Default false. */
  readonly isOrdinary?: boolean
  /** Default none. */
  readonly matrix?: readonly MatrixExample<NoInfer<Options>>[]
  readonly attack: (
    environment: AttackEnvironment,
    options: Options,
    signal: AbortSignal,
  ) => Promise<AttackMet>
}): AttackDefinition<Name, Options> {
  const { name, options, isOrdinary = false, matrix = [] } = definition
  return {
    name,
    options,
    isOrdinary,
    matrix,
    attack: (environment, written, signal) => definition.attack(environment, options.parse(written), signal),
  }
}
