import { proveApiDiesWhileQueueIsDown } from '../../chaos/proofs/prove-api-dies-while-queue-is-down.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'api-dies-while-queue-is-down',
  question: 'And if the API dies between its commit and the publish, while the broker is down?',
  claim:
    'A row that nobody has announced is settled by the sweeper alone: an overdue realtime execution is rejected and never run, any other is run once, with the broker and that API both dead.',
  failureClass: 'throughput',
  defences: {
    sweeper: 'a worker that runs what messages name and looks for nothing by itself',
  },
  prove: proveApiDiesWhileQueueIsDown,
}
