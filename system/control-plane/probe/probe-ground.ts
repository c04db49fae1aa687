import type { TenantId } from '../../contracts/tenant-id.ts'

export type ProbeLayer = 'api' | 'broker' | 'login of the api' | 'login of the worker'

/**
 * refused: the stranger got nothing. passed: this layer let him through, and the next one refused. LEAK: he has the
 * canary, or what only its owner may do. unknown: it was not shown, because the owner himself does not see it.
 */
export type ProbeOutcome = 'refused' | 'passed' | 'LEAK' | 'unknown'

export interface ProbeResult {
  readonly layer: ProbeLayer
  readonly outcome: ProbeOutcome
  /** What was tried that went through, or why nothing is known. */
  readonly detail: string
}

/** A synthetic tenant with genuine tokens of its own. */
export interface ProbeTenant {
  readonly tenant: TenantId
  readonly callerToken: string
  readonly workerToken: string
}

/** Two synthetic tenants, of which one holds the canary. */
export interface ProbeGround {
  readonly owner: ProbeTenant
  readonly stranger: ProbeTenant
  readonly canary: string
  readonly apiUrl: string
  readonly brokers: readonly string[]
  readonly caFile: string | undefined
  /** Addresses of the two logins of the data plane. */
  readonly logins: Readonly<Record<'login of the api' | 'login of the worker', string>>
}

/** How long one question may take. */
export const ANSWER_WITHIN_MS = 5000
