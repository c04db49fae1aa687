import { expect, test } from 'vitest'
import { parseTenantId } from '../../contracts/tenant-id.ts'
import {
  declaredRulesOf,
  type AccessRule,
  type BrokerAccess,
} from '../../platform/kafka/read-broker-access.ts'
import { compareBrokerSettings } from './compare-broker-settings.ts'
import { compareBroker } from './compare-broker.ts'

const [ACME, GLOBEX] = [parseTenantId('acme'), parseTenantId('globex')]
const TENANTS = [ACME, GLOBEX].map((tenant) => ({ tenant, isActive: true }))
const sound: BrokerAccess = {
  rules: [...declaredRulesOf(ACME), ...declaredRulesOf(GLOBEX)],
  topics: ['tenant_acme_events', 'tenant_globex_events', '__consumer_offsets', 'orders'],
  settings: {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'auto.create.topics.enable': 'false',
    'super.users': 'User:broker;User:platform-admin',
  },
}
const rule = (change: Partial<AccessRule>): AccessRule => ({
  principal: 'User:tenant:acme:caller',
  host: '*',
  permission: 'allow',
  operation: 'write',
  resource: 'topic',
  name: 'tenant_globex_events',
  pattern: 'literal',
  ...change,
})
const withRule = (change: Partial<AccessRule>): BrokerAccess => ({
  ...sound,
  rules: [...sound.rules, rule(change)],
})
const withSetting = (name: string, value: string): BrokerAccess => ({
  ...sound,
  settings: { ...sound.settings, [name]: value },
})
const named = (access: BrokerAccess, tenants = TENANTS): readonly string[] =>
  [...compareBroker(access, tenants, 'platform-admin'), ...compareBrokerSettings(access.settings)].map(
    ({ lint, level }) => `${lint} ${level}`,
  )

test('as provisioned: nothing', () => {
  expect(named(sound)).toEqual([])
})

test.each<[string, BrokerAccess, string]>([
  ["acme writes to globex's topic", withRule({}), 'broker_rule_not_declared LEAK'],
  [
    "acme reads globex's group",
    withRule({ operation: 'read', resource: 'group', name: 'tenant_globex_workers' }),
    'broker_rule_not_declared LEAK',
  ],
  [
    'every topic of a prefix',
    withRule({ pattern: 'prefixed', name: 'tenant_' }),
    'broker_rule_not_declared LEAK',
  ],
  ['every topic', withRule({ name: '*' }), 'broker_rule_not_declared LEAK'],
  ['everybody', withRule({ principal: 'User:*' }), 'broker_rule_not_declared LEAK'],
  [
    'somebody else on every topic',
    withRule({ principal: 'User:report', name: '*' }),
    'broker_rule_not_declared ERROR',
  ],
  [
    'the cluster, for a tenant',
    withRule({ resource: 'cluster', name: 'kafka-cluster', operation: 'alter' }),
    'broker_rule_not_declared LEAK',
  ],
  [
    'more operations on its own topic',
    withRule({ name: 'tenant_acme_events', operation: 'all' }),
    'broker_rule_not_declared LEAK',
  ],
  [
    "somebody else on a tenant's topic",
    withRule({ principal: 'User:report' }),
    'broker_rule_not_declared ERROR',
  ],
  [
    'a prefix that begins like the topics',
    withRule({ principal: 'User:report', pattern: 'prefixed', name: 'ten' }),
    'broker_rule_not_declared ERROR',
  ],
  [
    'a tenant is shut out',
    withRule({ name: 'tenant_acme_events', permission: 'deny' }),
    'broker_rule_not_declared ERROR',
  ],
  ['a rule is missing', { ...sound, rules: sound.rules.slice(1) }, 'broker_rule_missing ERROR'],
  [
    'a topic of no tenant',
    { ...sound, topics: [...sound.topics, 'tenant_nobody_events'] },
    'broker_topic_differs ERROR',
  ],
  [
    'a topic that is easily taken for one',
    { ...sound, topics: [...sound.topics, 'tenant_Globex_events'] },
    'broker_topic_differs ERROR',
  ],
  ['a topic is missing', { ...sound, topics: sound.topics.slice(1) }, 'broker_topic_differs ERROR'],
  ['nobody decides', withSetting('authorizer.class.name', ''), 'broker_setting_differs ERROR'],
  [
    'what has no rule is open',
    withSetting('allow.everyone.if.no.acl.found', 'true'),
    'broker_setting_differs ERROR',
  ],
  [
    'topics are made by asking',
    withSetting('auto.create.topics.enable', 'true'),
    'broker_setting_differs ERROR',
  ],
  [
    'a tenant is a super user',
    withSetting('super.users', 'User:broker;User:tenant:acme:caller'),
    'broker_setting_differs ERROR',
  ],
])('%s: named', (_what, access, finding) => {
  expect(named(access)).toEqual([finding])
})

test.each<[string, BrokerAccess]>([
  ['somebody else on something else', withRule({ principal: 'User:report', name: 'orders' })],
  [
    'the administrator on everything',
    withRule({ principal: 'User:platform-admin', name: 'tenant_acme_events' }),
  ],
  ['a setting that the broker does not tell', { ...sound, settings: {} }],
])('%s: left alone', (_what, access) => {
  expect(named(access)).toEqual([])
})

test('a tenant that is being made: what is there and what is not there yet are both left alone', () => {
  const making = [
    { tenant: ACME, isActive: false },
    { tenant: GLOBEX, isActive: true },
  ]
  expect(named({ ...sound, rules: sound.rules.slice(1), topics: sound.topics.slice(1) }, making)).toEqual([])
})
