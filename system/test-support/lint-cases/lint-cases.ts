/**
 * What one lint has to report and what it has to leave alone, on the tenants `lintedone` and `lintedtwo`. Each
 * entry is SQL by its description; it is run in a transaction that is rolled back.
 */
export interface LintCases {
  readonly lint: string
  readonly loud: Readonly<Record<string, string>>
  readonly quiet: Readonly<Record<string, string>>
  /** To be reported, and mended by no statement that the database could be sent. */
  readonly beyondRepair?: Readonly<Record<string, string>>
}

/** A table of the victim's. */
export const TABLE = 'tenant_lintedone.customers'
