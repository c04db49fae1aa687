import type { HttpCall } from '../../probes/call-http.ts'
import { sendHttp } from '../carriers.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack } from '../suite-attack.ts'
import { LAX_REQUEST_WALLS, type WallName } from '../walls.ts'

/** Answers of the api that refuse. */
export const apiRefusals = {
  notFound: 'api: HTTP 404 ERR_NOT_FOUND',
  query: 'api: HTTP 400 ERR_REQUEST_INVALID',
  body: 'api: HTTP 400 ERR_BODY_INVALID',
  method: 'api: HTTP 405 ERR_METHOD_NOT_ALLOWED',
} as const

/** A page of executions, the canary on it if it is the victim's. */
export const LIST = '/executions?limit=20'

/** A request that any HTTP client can send. */
export interface AttackRequest {
  readonly name: string
  readonly title: string
  readonly call: (bench: Bench) => HttpCall
  /** Empty when it is ignored. */
  readonly allowed?: readonly string[]
  readonly ignoredWith?: string
  readonly removes?: readonly WallName[]
  readonly aim?: SuiteAttack['aim']
  readonly mayTouchOwn?: boolean
}

/** The attack that sends it. */
export function toAttack({
  name,
  title,
  call,
  allowed = [],
  ignoredWith,
  removes = LAX_REQUEST_WALLS,
  aim = 'read',
  mayTouchOwn = false,
}: AttackRequest): SuiteAttack {
  return {
    id: `L2-${name}`,
    layer: 'L2',
    title,
    allowed,
    ...(ignoredWith === undefined ? {} : { ignored: { by: 'api', answer: ignoredWith } }),
    aim,
    removes,
    mayTouchOwn,
    attack: (bench, signal) => sendHttp(bench, call(bench), signal),
  }
}
