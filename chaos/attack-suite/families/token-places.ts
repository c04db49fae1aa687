import type { SuiteAttack } from '../suite-attack.ts'
import type { Bench } from '../open-bench.ts'
import type { HttpCall } from '../../probes/call-http.ts'
import { LIST, toAttack } from './http-request.ts'

const missing = ['api: HTTP 401 ERR_TOKEN_MISSING']
const place = (
  name: string,
  title: string,
  call: (bench: Bench) => HttpCall,
  allowed: readonly string[] = missing,
): SuiteAttack =>
  toAttack({
    name: `token-in-${name}`,
    title: `list executions with the victim's token in ${title}`,
    call,
    allowed,
  })

/** The victim's genuine token where no token is read. A leak here would show that it is. */
export const tokenPlaces: readonly SuiteAttack[] = [
  place('query', 'the query', ({ victimToken }) => ({
    method: 'GET',
    path: `/executions?access_token=${victimToken}`,
  })),
  place('cookie', 'a cookie', ({ victimToken }) => ({
    method: 'GET',
    path: LIST,
    headers: { Cookie: `access_token=${victimToken}` },
  })),
  place('proxy-header', 'Proxy-Authorization', ({ victimToken }) => ({
    method: 'GET',
    path: LIST,
    headers: { 'Proxy-Authorization': `Bearer ${victimToken}` },
  })),
  place(
    'basic',
    'Basic credentials',
    ({ victimToken }) => ({
      method: 'GET',
      path: LIST,
      headers: { Authorization: `Basic ${victimToken}` },
    }),
    ['api: HTTP 401 ERR_TOKEN_INVALID'],
  ),
  place(
    'list',
    'an Authorization header that lists two',
    ({ own, victimToken }) => ({
      method: 'GET',
      path: LIST,
      headers: { Authorization: `Bearer ${own}, Bearer ${victimToken}` },
    }),
    ['api: HTTP 401 ERR_TOKEN_INVALID'],
  ),
]
