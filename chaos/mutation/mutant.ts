import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { CheckerName } from '../checkers/registry.ts'
import type { ReplaceApiParts, WorkerReplacements } from '../saboteurs/build-saboteur.ts'

/** A system that lies in one way, and who has to find it out. */
export interface Mutant {
  /** Of the file, kebab-case. */
  readonly name: string
  /** The lie, in one line. */
  readonly title: string
  readonly lie: Lie
  /** In which it is told. */
  readonly scenario: 'plain-traffic' | 'lost-hints' | 'looked-at-walls'
  /** Others may find it as well; this one has to. */
  readonly caughtBy: CheckerName
  /** With these words: found for another reason is not found. */
  readonly says: RegExp
}

/** Where the system lies, and how. In place from before the run until after its judgement. */
export type Lie =
  | { readonly in: 'api'; readonly replace: ReplaceApiParts }
  | {
      readonly in: 'worker'
      readonly replace: WorkerReplacements
      readonly settings?: Readonly<Record<string, string>>
    }
  | {
      readonly in: 'database'
      readonly tenant: TenantId
      /** By the name of one of the tenant's functions: from its source to what it is instead. */
      readonly rewrites?: Readonly<Record<string, (source: string) => string>>
      /** Statements of a superuser that break it, and that mend it again. */
      readonly breaks?: string
      readonly mends?: string
    }
  | { readonly in: 'audit' }
