import { proveKafkaNotTrusted } from '../../chaos/proofs/prove-kafka-not-trusted.ts'
import type { ScenarioDeclaration } from '../../chaos/scenario-declaration.ts'

export const scenario: ScenarioDeclaration = {
  name: 'kafka-not-trusted',
  question: 'Why use Kafka at all if you do not trust queues?',
  claim:
    'A message is a hint and never a fact: forged by a superuser, replayed or poisonous, it changes nothing, and the genuine work behind it on the same topic is still done.',
  failureClass: 'security',
  defences: {
    'claim-guard': "globex's claim function no longer looks at the status of the execution",
    'tenant-scope': 'a worker that takes the tenant from the message',
  },
  prove: proveKafkaNotTrusted,
}
