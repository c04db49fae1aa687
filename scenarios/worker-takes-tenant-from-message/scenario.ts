import { proveWorkerTakesTenantFromMessage } from '../../chaos/proofs/prove-worker-takes-tenant-from-message.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'worker-takes-tenant-from-message',
  question: 'And if the worker itself has a bug and takes the tenant from the message?',
  claim:
    "A worker that believes a forged message asks for acme's execution with globex's token, and Postgres answers 28000: two faults together still want a token that the worker was never given.",
  failureClass: 'security',
  defences: {
    'worker-token': "the confused worker is given acme's token as well",
  },
  prove: proveWorkerTakesTenantFromMessage,
}
