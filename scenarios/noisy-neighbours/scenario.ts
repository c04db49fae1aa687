import { proveNoisyNeighbours } from '../../chaos/proofs/prove-noisy-neighbours.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'noisy-neighbours',
  question: 'One tenant sends a hundred times its usual load. What do the others notice?',
  claim:
    "With a limit of 25 requests a second for each tenant, while acme floods and has a backlog, globex's p95 stays within three times its own alone, or half a second more: a rate limit, a queue and a few places each keep acme behind itself. In one queue for all it is many times worse.",
  failureClass: 'throughput',
  defences: {
    'rate-limit': 'an API that lets every tenant send as much as it likes',
    'in-flight-cap': 'a worker that has as much of one tenant in flight as there is',
  },
  prove: proveNoisyNeighbours,
}
