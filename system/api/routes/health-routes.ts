import { z } from 'zod'
import type { ApiDependencies } from '../api-dependencies.ts'
import type { PublicRoute } from '../route.ts'

const liveSchema = z.object({ status: z.literal('live') })
const readySchema = z.object({
  status: z.enum(['ready', 'stopping', 'unready']),
  database: z.enum(['up', 'down']),
  /** What the last publishing attempts met with: nobody is asked. */
  broker: z.enum(['up', 'down']),
})

/** An answer of the database counts this long, so that asking for readiness costs it next to nothing. */
const ASKED_AGAIN_AFTER_MS = 500

/** GET /health/live */
export const healthLiveRoute: PublicRoute = {
  isPublic: true,
  method: 'get',
  path: '/health/live',
  operationId: 'getLiveness',
  summary: 'Whether the process answers',
  answers: { 200: { description: 'It does', schema: liveSchema } },
  errors: [],
  run: () => Promise.resolve({ status: 200, body: { status: 'live' } }),
}

/** GET /health/ready. A broker that is down leaves the api ready: balanced and eco are accepted without it. */
export function healthReadyRoute(
  parts: Pick<ApiDependencies, 'checkDatabase' | 'publisher' | 'isStopping'>,
): PublicRoute {
  const isDatabaseUp = askedSeldom(() =>
    parts.checkDatabase().then(
      () => true,
      () => false,
    ),
  )
  return {
    isPublic: true,
    method: 'get',
    path: '/health/ready',
    operationId: 'getReadiness',
    summary: 'Whether requests can be served',
    answers: {
      200: { description: 'They can', schema: readySchema },
      503: { description: 'The database is down, or the process is stopping', schema: readySchema },
    },
    errors: [],
    run: async () => {
      const isUp = await isDatabaseUp()
      const status = parts.isStopping() ? 'stopping' : isUp ? 'ready' : 'unready'
      return {
        status: status === 'ready' ? 200 : 503,
        body: { status, database: isUp ? 'up' : 'down', broker: parts.publisher.isOpen() ? 'down' : 'up' },
      }
    },
  }
}

function askedSeldom<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let askedAt = Number.NEGATIVE_INFINITY
  let answer: Promise<Value> | undefined
  return () => {
    const now = performance.now()
    if (answer === undefined || now - askedAt > ASKED_AGAIN_AFTER_MS) {
      askedAt = now
      answer = ask()
    }
    return answer
  }
}
