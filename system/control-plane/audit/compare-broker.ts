import type { Finding } from '../../contracts/audit-report.ts'
import { topicOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'
import {
  declaredRulesOf,
  type AccessRule,
  type BrokerAccess,
} from '../../platform/kafka/read-broker-access.ts'

/** A finding before it is known when it was seen first. */
export type BareFinding = Omit<Finding, 'knownSince' | 'changedAt'>

export interface RegisteredTenant {
  readonly tenant: TenantId
  /** Of one that is being made or removed there may be anything. */
  readonly isActive: boolean
}

/**
 * Compares the broker's rules and topics with what the registered tenants may have. Pure. Rules of somebody
 * else on things of somebody else are nobody's business here.
 *
 * @param administrator whose rules are left alone: what he may do he may do without them.
 */
export function compareBroker(
  { rules, topics }: Pick<BrokerAccess, 'rules' | 'topics'>,
  tenants: readonly RegisteredTenant[],
  administrator: string,
): readonly BareFinding[] {
  const declared = tenants.flatMap(({ tenant, isActive }) =>
    declaredRulesOf(tenant).map((rule) => ({ rule, tenant, isActive })),
  )
  const isDeclared = (rule: AccessRule): boolean => declared.some((one) => keyOf(one.rule) === keyOf(rule))
  const present = new Set(rules.map(keyOf))
  return [
    ...rules
      .filter(
        (rule) => concernsTenants(rule) && !isDeclared(rule) && rule.principal !== `User:${administrator}`,
      )
      .map((rule) => describeExtra(rule, tenants)),
    ...declared
      .filter(({ rule, isActive }) => isActive && !present.has(keyOf(rule)))
      .map(({ rule, tenant }) => describeMissing(rule, tenant)),
    ...compareTopics(topics, tenants),
  ]
}

const keyOf = (rule: AccessRule): string =>
  [rule.principal, rule.host, rule.permission, rule.operation, rule.resource, rule.name, rule.pattern].join(
    '\n',
  )

const isTenants = (principal: string): boolean =>
  principal === 'User:*' || principal.startsWith('User:tenant:')

/** A rule for a tenant, or for what is a tenant's; also one for everything, or for all names that begin so. */
function concernsTenants({ principal, name, pattern }: AccessRule): boolean {
  return (
    isTenants(principal) ||
    name === '*' ||
    name.startsWith('tenant_') ||
    (pattern === 'prefixed' && 'tenant_'.startsWith(name))
  )
}

function describeExtra(rule: AccessRule, tenants: readonly RegisteredTenant[]): BareFinding {
  const owner = tenants.find(({ tenant }) => declaredRulesOf(tenant).some(({ name }) => name === rule.name))
  const isOpen = rule.permission === 'allow' && isTenants(rule.principal)
  return {
    lint: 'broker_rule_not_declared',
    level: isOpen ? 'LEAK' : 'ERROR',
    tenant: owner?.tenant ?? null,
    object: `${rule.permission} ${rule.principal} to ${rule.operation} ${rule.resource} ${rule.name} (${rule.pattern})`,
    detail: isOpen
      ? 'the broker lets it; a message is a hint and moves nothing by itself, but topics are to be closed to others'
      : 'no tenant’s declaration has this rule',
    repair: commandOf('remove', rule),
  }
}

const describeMissing = (rule: AccessRule, tenant: TenantId): BareFinding => ({
  lint: 'broker_rule_missing',
  level: 'ERROR',
  tenant,
  object: `${rule.principal} to ${rule.operation} ${rule.resource} ${rule.name}`,
  detail: 'the broker refuses what this tenant is to be able to do',
  repair: commandOf('add', rule),
})

function compareTopics(
  topics: readonly string[],
  tenants: readonly RegisteredTenant[],
): readonly BareFinding[] {
  const known = new Set(tenants.map(({ tenant }) => topicOf(tenant)))
  const base = { lint: 'broker_topic_differs', level: 'ERROR' } as const
  return [
    ...topics
      .filter((topic) => /^tenant_.*_events$/i.test(topic) && !known.has(topic))
      .map((topic) => ({
        ...base,
        tenant: null,
        object: `topic ${topic}`,
        detail: 'it is no registered tenant’s, and easily taken for one’s',
        repair: `kafka-topics.sh --delete --topic ${topic}`,
      })),
    ...tenants
      .filter(({ tenant, isActive }) => isActive && !topics.includes(topicOf(tenant)))
      .map(({ tenant }) => ({
        ...base,
        tenant,
        object: `topic ${topicOf(tenant)}`,
        detail: 'it is missing: nothing of this tenant’s is published',
        repair: `kafka-topics.sh --create --topic ${topicOf(tenant)}`,
      })),
  ]
}

const commandOf = (verb: 'add' | 'remove', rule: AccessRule): string =>
  `kafka-acls.sh --${verb} --${rule.permission}-principal '${rule.principal}' --operation ${rule.operation} --${rule.resource} '${rule.name}' --resource-pattern-type ${rule.pattern}`
