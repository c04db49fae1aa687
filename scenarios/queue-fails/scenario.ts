import { proveQueueFails } from '../../chaos/proofs/prove-queue-fails.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'queue-fails',
  question: 'What happens when the queue fails?',
  claim:
    'With the broker killed under load, realtime is refused with 503 and nothing of it is ever done; balanced is accepted and complete after the broker is back. Nothing is lost, stuck, doubled or misplaced, counted in Postgres.',
  failureClass: 'throughput',
  defences: {
    'guarded-rejection': 'an API that answers 503 without taking the row back',
  },
  prove: proveQueueFails,
}
