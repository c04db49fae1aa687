import { join } from 'node:path'
import { TOKEN_AUDIENCE, TOKEN_LIFETIME_MAX_SECONDS } from '../../contracts/token.ts'
import { addressOf, issuerUrlOf, jwksUrlOf, type SystemContext } from '../system-context.ts'

const OAUTH = 'org.apache.kafka.common.security.oauthbearer'
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule'

export interface BrokerSettingsOptions {
  /** Default: the instance's own. */
  readonly dataDirectory?: string
  /** Settings that are to be others than ours, by their names; `null` leaves one out. */
  readonly changed?: Readonly<Record<string, string | null>>
}

/** The text of the broker's `server.properties`. It holds passwords. */
export function brokerSettingsOf(context: SystemContext, options: BrokerSettingsOptions = {}): string {
  const { dataDirectory = join(context.layout.kafka, 'data'), changed = {} } = options
  const settings: Readonly<Record<string, string | number | boolean | null>> = {
    ...listenersOf(context),
    ...identityOf(context),
    ...oneNode(context, dataDirectory),
    ...limits(),
    ...changed,
  }
  const lines = Object.entries(settings).filter(([, value]) => value !== null)
  return lines.map(([name, value]) => `${name}=${escapeBeyondAscii(String(value))}\n`).join('')
}

/** Java reads such a file as Latin 1. */
function escapeBeyondAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function listenersOf({ ports, credentials }: SystemContext): Record<string, string> {
  const { admin, broker } = credentials.kafka
  const listeners = [
    `CLIENT://${addressOf(ports.kafkaClient)}`,
    `INTERNAL://${addressOf(ports.kafkaInternal)}`,
    `CONTROLLER://${addressOf(ports.kafkaController)}`,
  ].join(',')
  const proxied = proxiedListenerOf(ports)
  const plain = `${PLAIN} required username="${broker.user}" password="${broker.password}" user_${broker.user}="${broker.password}"`
  return {
    listeners: `${listeners}${proxied.listens}`,
    'advertised.listeners': `${listeners}${proxied.advertised}`,
    'listener.security.protocol.map': `CLIENT:SASL_PLAINTEXT,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT${proxied.protocol}`,
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    // A password on the controller's listener as well: without one its peer would be User:ANONYMOUS.
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'listener.name.internal.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.internal.plain.sasl.jaas.config': `${plain} user_${admin.user}="${admin.password}";`,
    'listener.name.controller.plain.sasl.jaas.config': `${plain};`,
  }
}

/** Kafka names to a client the address of the listener by which it came in, so that it never learns another. */
function proxiedListenerOf({ kafkaBehindProxy, kafkaProxied }: SystemContext['ports']): {
  readonly listens: string
  readonly advertised: string
  readonly protocol: string
} {
  if (kafkaBehindProxy === undefined || kafkaProxied === undefined)
    return { listens: '', advertised: '', protocol: '' }
  return {
    listens: `,PROXIED://${addressOf(kafkaBehindProxy)}`,
    advertised: `,PROXIED://${addressOf(kafkaProxied)}`,
    protocol: ',PROXIED:SASL_PLAINTEXT',
  }
}

function identityOf(context: SystemContext): Record<string, string | number | boolean> {
  const { admin, broker } = context.credentials.kafka
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${broker.user};User:${admin.user}`,
    'allow.everyone.if.no.acl.found': false,
    'auto.create.topics.enable': false,
    ...oauthOn('client'),
    ...(context.ports.kafkaProxied === undefined ? {} : oauthOn('proxied')),
    'sasl.oauthbearer.jwt.validator.class': `${OAUTH}.BrokerJwtValidator`,
    'sasl.oauthbearer.jwks.endpoint.url': jwksUrlOf(context),
    'sasl.oauthbearer.jwks.endpoint.refresh.ms': 2000,
    'sasl.oauthbearer.expected.issuer': issuerUrlOf(context),
    'sasl.oauthbearer.expected.audience': TOKEN_AUDIENCE,
    'sasl.oauthbearer.sub.claim.name': 'principal',
    'sasl.oauthbearer.clock.skew.seconds': 2,
  }
}

/** A listener that lets in by token, and by nothing else. */
function oauthOn(listener: 'client' | 'proxied'): Record<string, string | number> {
  const name = `listener.name.${listener}`
  return {
    [`${name}.sasl.enabled.mechanisms`]: 'OAUTHBEARER',
    [`${name}.oauthbearer.sasl.jaas.config`]: `${OAUTH}.OAuthBearerLoginModule required;`,
    // Without this line the broker starts all the same, and accepts unsigned tokens.
    [`${name}.oauthbearer.sasl.server.callback.handler.class`]: `${OAUTH}.OAuthBearerValidatorCallbackHandler`,
    // As long as a token may live: a session ends with its token, never before.
    [`${name}.oauthbearer.connections.max.reauth.ms`]: TOKEN_LIFETIME_MAX_SECONDS * 1000,
  }
}

function oneNode({ ports }: SystemContext, dataDirectory: string): Record<string, string | number> {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': addressOf(ports.kafkaController),
    'log.dirs': dataDirectory,
    'num.partitions': 1,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // A broker that was killed is refused until its old session is over. One second is survived by an idle
    // machine only: on a busy one the controller missed heartbeats and fenced a healthy broker.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 250,
  }
}

function limits(): Record<string, number> {
  return {
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'log.segment.bytes': 67_108_864,
    // What a caller writes beyond its topic's bound lies on the disk until the broker looks again.
    'log.retention.check.interval.ms': 2000,
    'log.initial.task.delay.ms': 2000,
    // The broker remembers each id that an idempotent producer has written with. None of ours is one.
    'producer.id.expiration.ms': 60_000,
    'quota.window.num': 11,
    'quota.window.size.seconds': 1,
  }
}
