import type { SettingName } from '../../platform/config/settings-catalog.ts'
import type { SettingsRule } from '../../platform/config/settings-rules.ts'

const KAFKA = [
  'EASYFLOW_KAFKA_BROKERS',
  'EASYFLOW_KAFKA_ADMIN_BROKERS',
  'EASYFLOW_KAFKA_ADMIN_USER',
  'EASYFLOW_KAFKA_ADMIN_PASSWORD',
] as const satisfies readonly SettingName[]

const ISSUER = [
  'EASYFLOW_ISSUER_URL',
  'EASYFLOW_JWKS_URL',
  'EASYFLOW_TOKEN_URL',
  'EASYFLOW_WORKER_CLIENT_ID',
  'EASYFLOW_WORKER_CLIENT_SECRET',
] as const satisfies readonly SettingName[]

/** What external servers are named by: wholly, or not at all. */
export const startRules: readonly SettingsRule[] = [
  ...wholly(KAFKA, 'an external Kafka'),
  ...wholly(ISSUER, 'an external issuer'),
  onlyWith('EASYFLOW_KAFKA_CA_FILE', 'EASYFLOW_KAFKA_BROKERS', 'an external Kafka'),
  onlyWith('EASYFLOW_OIDC_CA_FILE', 'EASYFLOW_ISSUER_URL', 'an external issuer'),
  {
    names: ['EASYFLOW_ISSUER_PORT', 'EASYFLOW_KAFKA_BROKERS', 'EASYFLOW_ISSUER_URL'],
    blames: 'EASYFLOW_ISSUER_PORT',
    reason:
      'belongs to the embedded issuer with an external Kafka, whose settings name it: set it then, and not otherwise',
    holds: (values) =>
      (values['EASYFLOW_ISSUER_PORT'] !== undefined) ===
      (values['EASYFLOW_KAFKA_BROKERS'] !== undefined && values['EASYFLOW_ISSUER_URL'] === undefined),
  },
]

function wholly(names: readonly SettingName[], what: string): readonly SettingsRule[] {
  return names.map((name) => ({
    names,
    blames: name,
    reason: `is not set, and ${what} is named by ${names.join(', ')} together`,
    holds: (values) => values[name] !== undefined || names.every((other) => values[other] === undefined),
  }))
}

function onlyWith(name: SettingName, other: SettingName, what: string): SettingsRule {
  return {
    names: [name, other],
    blames: name,
    reason: `belongs to ${what}, and ${other} is not set`,
    holds: (values) => values[name] === undefined || values[other] !== undefined,
  }
}
