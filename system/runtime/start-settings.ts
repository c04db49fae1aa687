import { z } from 'zod'
import { loadSettings, type Environment } from '../platform/config/load-settings.ts'
import type { Reader } from '../platform/config/setting.ts'
import {
  isSettingName,
  settingEntries,
  settingsCatalog,
  settingsOf,
} from '../platform/config/settings-catalog.ts'
import { settingsRules } from '../platform/config/settings-rules.ts'
import type { ExternalServers } from './external/external-servers.ts'
import { startRules } from './external/start-rules.ts'

/** What a start was told by its environment. */
export interface StartSettings {
  /** Which servers are not to be started, since there are others to be used. */
  readonly external: ExternalServers
  /** Of the embedded issuer, when an external broker has to know it beforehand. */
  readonly issuerPort: number | undefined
  readonly mayBreakExternal: boolean
  /** Everything that was told, as it was told: for the parts, and for whoever asks later. */
  readonly given: Readonly<Record<string, string>>
}

/**
 * Reads the environment of `easyflow start`: its own settings and those it passes on to the parts.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID naming every fault of all parts, never a value.
 */
export function loadStartSettings(environment: Environment = process.env): StartSettings {
  loadSettings(startSchema, environment, [...settingsRules, ...startRules])
  const settings = settingsOf('runtime').parse(environment)
  return {
    external: toExternal(settings),
    issuerPort: settings.EASYFLOW_ISSUER_PORT,
    mayBreakExternal: settings.EASYFLOW_BREAK_EXTERNAL_SERVERS === 'yes-break-them',
    given: givenIn(environment),
  }
}

/** Of what a start was given, the part that one process reads. What the runtime says itself is not in it. */
export function passedTo(reader: Reader, given: Readonly<Record<string, string>>): Record<string, string> {
  const names = settingEntries.filter(
    ([, { atStart, readBy }]) => atStart === 'passed' && readBy.includes(reader),
  )
  return Object.fromEntries(
    names.flatMap(([name]) => (given[name] === undefined ? [] : [[name, given[name]] as const])),
  )
}

/** What of an environment is told to a start, unread. */
export function givenIn(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        isSettingName(entry[0]) &&
        ['read', 'passed'].includes(settingsCatalog[entry[0]].atStart) &&
        entry[0] !== 'EASYFLOW_STATE_DIR',
    ),
  )
}

const ownWord = z
  .string()
  .optional()
  .refine((value) => value === undefined, {
    params: { reason: 'cannot be chosen: easyflow start says it to the parts itself' },
  })

const startSchema = settingsOf('runtime').extend({
  ...shapeOf('passed', (type) => type),
  ...shapeOf('refused', () => ownWord),
})

function shapeOf(
  atStart: 'passed' | 'refused',
  toType: (type: z.ZodType) => z.ZodType,
): Record<string, z.ZodType> {
  return Object.fromEntries(
    settingEntries
      .filter(([, setting]) => setting.atStart === atStart)
      .map(([name, { type }]) => [name, toType(type)]),
  )
}

type RuntimeSettings = z.infer<ReturnType<typeof settingsOf<'runtime'>>>

/** The rules have seen that each server is named wholly or not at all. */
function toExternal(settings: RuntimeSettings): ExternalServers {
  const {
    EASYFLOW_DATABASE_URL: url,
    EASYFLOW_KAFKA_BROKERS: brokers,
    EASYFLOW_KAFKA_ADMIN_BROKERS: adminBrokers,
    EASYFLOW_ISSUER_URL: issuerUrl,
    EASYFLOW_JWKS_URL: jwksUrl,
    EASYFLOW_TOKEN_URL: tokenUrl,
  } = settings
  return {
    ...(url === undefined ? {} : { postgres: { url } }),
    ...(brokers === undefined || adminBrokers === undefined
      ? {}
      : {
          kafka: {
            brokers,
            adminBrokers,
            user: settings.EASYFLOW_KAFKA_ADMIN_USER ?? '',
            password: settings.EASYFLOW_KAFKA_ADMIN_PASSWORD ?? '',
            mechanism: settings.EASYFLOW_KAFKA_ADMIN_MECHANISM,
            caFile: settings.EASYFLOW_KAFKA_CA_FILE,
          },
        }),
    ...(issuerUrl === undefined || jwksUrl === undefined || tokenUrl === undefined
      ? {}
      : {
          issuer: {
            url: issuerUrl,
            jwksUrl,
            tokenUrl,
            clientId: settings.EASYFLOW_WORKER_CLIENT_ID ?? '',
            clientSecret: settings.EASYFLOW_WORKER_CLIENT_SECRET ?? '',
            caFile: settings.EASYFLOW_OIDC_CA_FILE,
          },
        }),
  }
}
