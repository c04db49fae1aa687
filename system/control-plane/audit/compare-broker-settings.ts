import type { BrokerAccess } from '../../platform/kafka/read-broker-access.ts'
import type { BareFinding } from './compare-broker.ts'

/**
 * Looks for settings of the broker under which its rules mean little. Pure. One that the broker does not tell is none.
 */
export function compareBrokerSettings(settings: BrokerAccess['settings']): readonly BareFinding[] {
  const wanted: readonly (readonly [name: string, isGood: (value: string) => boolean, detail: string])[] = [
    ['authorizer.class.name', (value) => value.endsWith('Authorizer'), 'nobody decides who may do what'],
    ['allow.everyone.if.no.acl.found', (value) => value !== 'true', 'what has no rule is open to everybody'],
    ['auto.create.topics.enable', (value) => value === 'false', 'whoever asks for a topic makes it'],
    ['super.users', (value) => !/User:(\*|tenant:)/.test(value), 'no rule holds for a super user'],
  ]
  return wanted.flatMap(([name, isGood, detail]) => {
    const value = settings[name]
    if (value === undefined || isGood(value)) return []
    return [
      {
        lint: 'broker_setting_differs',
        level: 'ERROR' as const,
        tenant: null,
        object: `setting ${name}`,
        detail: `it is ${value === '' ? 'empty' : value}: ${detail}`,
        repair: `set ${name} in server.properties as docs/external-servers.md says, and start the broker anew`,
      },
    ]
  })
}
