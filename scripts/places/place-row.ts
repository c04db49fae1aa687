import type { Workshop } from './workshop.ts'

/** What came back from trying one place. */
export interface Outcome {
  readonly status: number | null
  /** The line that decides: a message, or what the execution said. */
  readonly line: string
  readonly isAsExpected: boolean
}

/** One place, user or lack. */
export interface PlaceRow {
  readonly name: string
  readonly done: string
  readonly expected: string
  readonly needsRoot: boolean
  /** Whether the package registry or Maven's repository is asked. */
  readonly needsNetwork?: boolean
  readonly attempt: (workshop: Workshop) => Promise<Outcome>
}
