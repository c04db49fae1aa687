import { apiSqlAttacks } from './families/api-sql-attacks.ts'
import { brokerIdentityAttacks } from './families/broker-identity-attacks.ts'
import { issuerAttacks } from './families/issuer-attacks.ts'
import { kafkaClusterAttacks } from './families/kafka-cluster-attacks.ts'
import { kafkaTopicAttacks } from './families/kafka-topic-attacks.ts'
import { knownIds } from './families/known-ids.ts'
import { massAssignments } from './families/mass-assignments.ts'
import { namingHeaders } from './families/naming-headers.ts'
import { namingParameters } from './families/naming-parameters.ts'
import { portAttacks } from './families/port-attacks.ts'
import { stepAttacks } from './families/step-attacks.ts'
import { smuggledRequests } from './families/smuggled-requests.ts'
import { slowRequests, strangeBodies, strangeRequests } from './families/strange-requests.ts'
import { tokenAttacks } from './families/token-attacks.ts'
import { tokenPlaces } from './families/token-places.ts'
import { workerSqlAttacks } from './families/worker-sql-attacks.ts'
import type { SuiteAttack } from './suite-attack.ts'

/** Every attack of the suite. A family of attacks is a file of its own and a line here. */
export const suiteAttacks: readonly SuiteAttack[] = [
  ...tokenAttacks,
  ...issuerAttacks,
  ...namingHeaders,
  ...namingParameters,
  ...knownIds,
  ...massAssignments,
  ...tokenPlaces,
  ...smuggledRequests,
  ...strangeRequests,
  ...strangeBodies,
  ...slowRequests,
  ...stepAttacks,
  ...brokerIdentityAttacks,
  ...kafkaTopicAttacks,
  ...kafkaClusterAttacks,
  ...apiSqlAttacks,
  ...workerSqlAttacks,
  ...portAttacks,
]
