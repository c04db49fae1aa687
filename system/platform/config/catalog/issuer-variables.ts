import type { Setting } from '../setting.ts'
import { absolutePath, plainText, port, secret, wholeNumber, webAddress } from '../setting-types.ts'

/** Who issues tokens and where its keys are. */
export const issuerVariables = {
  EASYFLOW_ISSUER_URL: {
    type: webAddress,
    what: 'The iss of every token; for easyflow start that of an external provider. Default of the issuer itself: its own address',
    readBy: ['api', 'worker', 'control-plane', 'issuer', 'runtime'],
    optionalFor: ['issuer', 'runtime'],
    atStart: 'read',
  },
  EASYFLOW_JWKS_URL: {
    type: webAddress,
    what: "The issuer's public keys",
    readBy: ['api', 'control-plane', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_TOKEN_URL: {
    type: webAddress.optional(),
    what: 'Where the worker asks for tokens (client_credentials). Default: /token below the issuer',
    readBy: ['worker', 'runtime'],
    atStart: 'read',
  },
  EASYFLOW_OIDC_CA_FILE: {
    type: absolutePath.optional(),
    what: "PEM file of authorities that the issuer's certificate is verified by, beside those that Node trusts",
    readBy: ['api', 'worker', 'control-plane', 'runtime'],
    atStart: 'read',
  },
  EASYFLOW_WORKER_CLIENT_ID: {
    type: plainText,
    what: "The worker's client at the issuer",
    readBy: ['worker', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_WORKER_CLIENT_SECRET: {
    type: secret(1),
    what: 'Its secret',
    secret: 'whole',
    readBy: ['worker', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_ISSUER_PORT: {
    type: port(1),
    what: 'Where the issuer listens; for easyflow start only with an external Kafka, whose settings name it',
    readBy: ['issuer', 'runtime'],
    optionalFor: ['runtime'],
    atStart: 'read',
  },
  EASYFLOW_ISSUER_CLIENTS_FILE: {
    type: plainText,
    what: 'Who may ask the embedded issuer for tokens; read afresh at each request',
    readBy: ['issuer', 'control-plane'],
    atStart: 'refused',
  },
  EASYFLOW_ISSUER_KEYS_FILE: {
    type: plainText,
    what: "The embedded issuer's private keys; read again whenever they change. Without it the keys are another provider's",
    readBy: ['issuer', 'control-plane'],
    optionalFor: ['control-plane'],
    atStart: 'refused',
  },
  EASYFLOW_KEYS_KEPT_MS: {
    type: wholeNumber(0, 3_600_000).default(60_000),
    unit: 'ms',
    what: 'While the issuer does not answer, its last keys count for this long at the api',
    readBy: ['api'],
    atStart: 'passed',
  },
} as const satisfies Record<string, Setting>
