import { apiSqlAttacks } from './families/api-sql-attacks.ts'
import { brokerIdentityAttacks } from './families/broker-identity-attacks.ts'
import { connectionAttacks } from './families/connection-attacks.ts'
import { halfMadeTenants } from './families/half-made-tenants.ts'
import { hintAttacks } from './families/hint-attacks.ts'
import { interleavedRequests } from './families/interleaved-requests.ts'
import { issuerAttacks } from './families/issuer-attacks.ts'
import { kafkaClusterAttacks } from './families/kafka-cluster-attacks.ts'
import { kafkaTopicAttacks } from './families/kafka-topic-attacks.ts'
import { knownIds } from './families/known-ids.ts'
import { workerProcessAttacks } from './families/worker-process-attacks.ts'
import { leaseAttacks } from './families/lease-attacks.ts'
import { leftIdentities } from './families/left-identities.ts'
import { massAssignments } from './families/mass-assignments.ts'
import { moreApiSql } from './families/more-api-sql.ts'
import { moreRawRequests } from './families/more-raw-requests.ts'
import { nameReuse } from './families/name-reuse.ts'
import { namingHeaders } from './families/naming-headers.ts'
import { namingParameters } from './families/naming-parameters.ts'
import { poisonAttacks } from './families/poison-attacks.ts'
import { portAttacks } from './families/port-attacks.ts'
import { rateEvasions } from './families/rate-evasions.ts'
import { stepAttacks } from './families/step-attacks.ts'
import { smuggledRequests } from './families/smuggled-requests.ts'
import { slowRequests, strangeBodies } from './families/strange-bodies.ts'
import { strangeRequests } from './families/strange-requests.ts'
import { tokenAttacks } from './families/token-attacks.ts'
import { tokenPlaces } from './families/token-places.ts'
import { workerSqlAttacks } from './families/worker-sql-attacks.ts'
import type { SuiteAttack } from './suite-attack.ts'

/** Every attack of the suite. A family of attacks is a file of its own and a line here. */
export const suiteAttacks: readonly SuiteAttack[] = [
  ...because(
    "the broker's check of signatures has no switch that leaves the rest: without its handler it takes unsigned tokens only; and what the laxest api cannot read names nobody",
    tokenAttacks,
  ),
  ...because(
    'the issuer is where tokens come from: what it refuses no other wall decides, and its checks have no switch',
    issuerAttacks,
  ),
  ...namingHeaders,
  ...because('nothing of a tenant lies at such an address', namingParameters),
  ...because('no route takes such an id or method', knownIds),
  ...massAssignments,
  ...tokenPlaces,
  ...because(
    'it is read as one request with what is the own: there is nothing hidden to be answered',
    smuggledRequests,
  ),
  ...because(
    'it is read as one request, or there is no such address: nothing is hidden that could be answered',
    moreRawRequests,
  ),
  ...because(
    'there is no such address or method: whoever took it for one would find nothing there',
    strangeRequests,
  ),
  ...because(
    'the reader of bodies has no switch: what it refuses nothing behind it would take',
    strangeBodies,
  ),
  ...because('the time limits of the api have no switch that does away with them', slowRequests),
  ...interleavedRequests,
  ...rateEvasions,
  ...because(
    'there is no such thing to reach: no step asks addresses, and the language has none of these names',
    stepAttacks,
  ),
  ...because(
    'the listener knows no other mechanism, and its users are in its settings',
    brokerIdentityAttacks,
  ),
  ...because("the broker refuses this to everybody, or the name is nobody's", kafkaTopicAttacks),
  ...because('removing the wall would break the worker that is attacked', kafkaClusterAttacks),
  ...because('the protocol itself', connectionAttacks),
  ...hintAttacks,
  ...poisonAttacks,
  ...leaseAttacks,
  ...workerProcessAttacks,
  ...leftIdentities,
  ...apiSqlAttacks,
  ...moreApiSql,
  ...workerSqlAttacks,
  ...because('nothing lies behind this address that a switch could bring forth', portAttacks),
  ...halfMadeTenants,
  ...nameReuse,
]

/** Says of those for which nothing is removed why that is so. */
function because(reason: string, attacks: readonly SuiteAttack[]): readonly SuiteAttack[] {
  return attacks.map((one) => (one.removes.length === 0 ? { unprovable: reason, ...one } : one))
}
