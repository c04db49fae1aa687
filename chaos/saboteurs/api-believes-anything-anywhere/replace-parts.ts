import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'
import { isTenantId, type TenantId } from '../../../system/contracts/tenant-id.ts'
import type { TokenClaims } from '../../../system/contracts/token.ts'

/**
 * The bugs: no signature is looked at, a token is taken from wherever one is, and so is the tenant: a header
 * whatever it is called, the query, a cookie, the name of the host, any member of the body, or something in the
 * token that begins like one. Of the query and the body nothing is left that a strict route could object to.
 */
export const replaceParts: ReplaceApiParts = (parts) => ({
  ...parts,
  authenticate: async (request) => {
    const token = findToken(request)
    const claims = decodeClaims(token)
    const body = request.method === 'POST' ? await takeBody(request) : ''
    const tenant = findTenant(request, body) ?? loosely(claims['tenant'])
    request.url = request.url?.replace(/\?.*/, '')
    return { token, claims: { ...(claims as unknown as TokenClaims), tenant } }
  },
})

/** Reads a body and puts what the routes know of it in its place. @returns the rest. */
async function takeBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(request, 'end')
  const text = Buffer.concat(chunks).toString()
  const parsed: unknown = text === '' ? {} : JSON.parse(text)
  const { workflow, mode, input, ...rest } = Object(parsed) as Readonly<Record<string, unknown>>
  const replay = Readable.from([Buffer.from(JSON.stringify({ workflow, mode, input }))])
  request.on = replay.on.bind(replay) as unknown as typeof request.on
  request.once = replay.once.bind(replay) as unknown as typeof request.once
  return JSON.stringify(rest)
}

/** Of several headers the last, of whatever scheme; else whatever looks like one in the query or in a cookie. */
function findToken(request: IncomingMessage): string {
  const header = request.headersDistinct['authorization']?.at(-1)
  const text =
    header ?? `${request.url ?? ''} ${request.headers.cookie ?? ''} ${JSON.stringify(request.headers)}`
  return text.match(/[\w-]{10,}\.[\w-]*\.[\w-]*/g)?.at(-1) ?? ''
}

function decodeClaims(token: string): Readonly<Record<string, unknown>> {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  const claims: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
  return typeof claims === 'object' && claims !== null ? { ...claims } : {}
}

const NAMES_A_TENANT =
  /tenant|forwarded|original|rewrite|host|org|user|account|cookie|baggage|method|impersonate|override/

function findTenant(request: IncomingMessage, body: string): TenantId | undefined {
  const named = Object.entries(request.headersDistinct)
    .filter(([name]) => NAMES_A_TENANT.test(name))
    .flatMap(([, values = []]) => values)
  const words = [
    ...named,
    body,
    decodeURIComponent(request.url ?? '').split('?')[1] ?? '',
    request.url?.split('?')[0] ?? '',
  ]
    .join(' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return words.filter(isTenantId).find((word) => word === 'globex')
}

/** Of an array the first, of a text what it begins with, in lower case. */
function loosely(value: unknown): TenantId {
  const text = JSON.stringify(value)?.toLowerCase() ?? ''
  const found = /[a-z][a-z0-9]{0,30}/.exec(text)?.[0]
  if (!isTenantId(found)) throw new TypeError('There is nothing like a tenant in this token')
  return found
}
