import type { Mode } from '../../system/contracts/execution.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { AttackDeclaration } from '../attacks/registry.ts'
import type { CheckerName } from '../checkers/registry.ts'
import type { FaultDeclaration, FaultName } from '../faults/registry.ts'
import type { Layer } from '../proof-report.ts'
import type { SteadyStateDeclaration } from '../steady-state/registry.ts'

/** What a scenario says. No logic: everything it names is found in a registry and validated before the run. */
export interface Scenario {
  /** The situation, kebab-case; also the folder's name. */
  readonly name: string
  readonly title: string
  /** As the interviewer asks it. */
  readonly question: string
  /** What the run has to bear out. */
  readonly claim: string
  readonly failureClass: 'throughput' | 'security' | 'economic'
  /** What a run says about each quality of the system, in Chaos Toolkit's words. */
  readonly contributions: Readonly<
    Record<'isolation' | 'durability' | 'availability' | 'cost', 'none' | 'low' | 'medium' | 'high'>
  >
  /** Has to hold before anything is broken, and again after it was healed. */
  readonly steadyState: readonly SteadyStateDeclaration[]
  readonly workload: Workload
  /** In place during all acts, injected in this order, healed in the reverse one. */
  readonly disturbances: readonly FaultDeclaration[]
  /** One after the other, while the workload goes on. */
  readonly acts: readonly [Act, ...Act[]]
  /** On top of those that every scenario gets, see core-checkers.ts. */
  readonly checkers: readonly CheckerName[]
  /** Of those, the ones whose invariant is not what this is about, each with the reason. */
  readonly leavesOut?: readonly { readonly checker: CheckerName; readonly because: string }[]
  readonly bounds?: Bounds
  /** What can be taken away (`--without`), to see the verdict turn: by name. */
  readonly defences?: Readonly<Record<string, Defence>>
  readonly declared: DeclaredVerdict
  /** Belongs to the set that CI runs. */
  readonly isQuick: boolean
  /** Longer than this, and the run is given up, healed, and unknown. */
  readonly budgetMs: number
}

/** What tenants do all the while, each at its own pace. Which operation comes next is drawn from the seed. */
export interface Workload {
  readonly tenants: readonly TenantId[]
  readonly modes: readonly Mode[]
  /** Between two operations of one tenant. */
  readonly everyMs: number
  /** genuine: the system's own api. stage: whichever stands in at the moment. */
  readonly through: 'genuine' | 'stage'
  /** Accepted operations of each tenant before, during and after the acts: with fewer the run is unknown. */
  readonly acceptedMin: { readonly before: number; readonly during: number; readonly after: number }
}

/** What checkers measure by, where it is not the default. */
export interface Bounds {
  /** Longest that a tenant with work in hand may see none of it end while that of others does. Default 5,000. */
  readonly waitMaxMs?: number
  /** The shortest lease of any worker in the run. Default 300, the shortest that there may be. */
  readonly leaseMs?: number
}

export interface Act {
  readonly title: string
  /** In place during this act only, on top of the scenario's own. */
  readonly disturbances?: readonly FaultDeclaration[]
  /** Of the scenario's own: healed for good as soon as this act's are in place. */
  readonly heals?: readonly FaultName[]
  /** All that watchers have to say once the act's faults are in place, those of the whole scenario included. */
  readonly named?: readonly ExpectedNaming[]
  readonly attacks?: readonly PlannedAttack[]
  /** How long the workload goes on with everything in place, after the last attack. */
  readonly holdMs?: number
}

export type PlannedAttack = AttackDeclaration & {
  /** In one line: who does what to whom, how. */
  readonly title: string
  /**
   * attack: somebody has to refuse it. positive control: what its owner may do, and can. negative control:
   * the walls are down, so the attack succeeds, and is seen to.
   */
  readonly purpose?: 'attack' | 'positive control' | 'negative control'
  readonly expect: Expectation
}

/** Who answers, and with what. */
export interface Expectation {
  readonly refusedBy: Layer
  readonly answer: RegExp
  /** Of a negative control that reads: whose canary has to be in what the attacker saw. */
  readonly discloses?: TenantId
  /** Of a negative control that writes: in whose schema a row of it has to lie. */
  readonly leaves?: TenantId
}

/** What has to name a fault, by an operator's own programs, and how soon. */
export type ExpectedNaming = AuditNaming | KeysNaming

/** By comparing the issuer's key set with the keys that Postgres knows: they differ. */
export interface KeysNaming {
  readonly by: 'keys'
  /** What the difference is, in words. */
  readonly fault: string
  /** From the moment at which the faults are in place; it takes a command of the control plane. */
  readonly withinMs: number
}

/** By the audit, left running all the while. */
export interface AuditNaming {
  readonly by: 'audit'
  /** The lint, by its name. */
  readonly lint: string
  readonly tenant: TenantId
  /** What must be among the objects named, each by a part of its name. */
  readonly objects: 'every table' | readonly [string, ...string[]]
  /** The findings have to say that rows can be reached as things stand. */
  readonly leaks?: true
  /** From the moment at which the faults are in place. */
  readonly withinMs: number
}

/** Something that the claim rests on. */
export interface Defence {
  /** What is removed, in words. */
  readonly removed: string
  /** What removes it, for the whole run. */
  readonly by: readonly [FaultDeclaration, ...FaultDeclaration[]]
}

/** What the run has to come to. A violation that is declared is a statement about the world. */
export type DeclaredVerdict =
  | { readonly outcome: 'holds' }
  | {
      readonly outcome: 'violated'
      /** Every one of these has to be among the witnesses: what finds it, and by which words. */
      readonly foundBy: readonly { readonly checker: CheckerName; readonly says: RegExp }[]
    }
