import type { Mutant } from '../mutation/mutant.ts'
import { GLOBEX } from '../tenant-option.ts'

const TABLE = 'tenant_globex.customers'

export const mutant: Mutant = {
  name: 'row-security-not-forced',
  title: 'FORCE is taken off a table: its owner reads what row security should hide',
  lie: {
    in: 'database',
    tenant: GLOBEX,
    breaks: `alter table ${TABLE} no force row level security`,
    mends: `alter table ${TABLE} force row level security`,
  },
  scenario: 'looked-at-walls',
  caughtBy: 'attacks-refused',
  says: /the owner of globex's tables reads them: [1-9]\d* rows \(refused by none\)/,
}
