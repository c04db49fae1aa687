import { proveRestoreMixesTenants } from '../../chaos/proofs/prove-restore-mixes-tenants.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'restore-mixes-tenants',
  question: 'And if a shared superuser password leaks, on top of a restore that mixes two tenants?',
  claim:
    "The tenant stands in every row: a restore into the wrong tenant's table is refused, and forced in by a superuser its rows are not shown. Only relabelled by the superuser are they, and nothing inside stops that.",
  failureClass: 'security',
  defences: {
    'tenant-in-rows': "the superuser writes acme's name into globex's rows as well",
  },
  prove: proveRestoreMixesTenants,
}
