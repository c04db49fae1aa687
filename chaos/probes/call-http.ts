/** One request as a stranger would send it, and every byte that came back. */
export interface HttpAnswer {
  /** 0: no answer came, see `failure`. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body, parsed, when it is JSON. */
  readonly json: unknown
  readonly failure: string | undefined
  readonly elapsedMs: number
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Default 5,000. */
  readonly timeoutMs?: number
}

/** Sends one request. Never throws for what the other side does: no answer is an answer of status 0. */
export async function callHttp(baseUrl: string, call: HttpCall): Promise<HttpAnswer> {
  const startedAt = performance.now()
  try {
    const response = await fetch(new URL(call.path, baseUrl), {
      method: call.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(call.timeoutMs ?? 5000),
      headers: {
        ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text,
      json: parseJson(text),
      failure: undefined,
      elapsedMs: performance.now() - startedAt,
    }
  } catch (error) {
    return {
      status: 0,
      headers: {},
      text: '',
      json: undefined,
      failure: error instanceof Error ? error.name : 'no answer',
      elapsedMs: performance.now() - startedAt,
    }
  }
}

/** Reads `path` (`a.b.c`) out of an answer's JSON, or `undefined`. */
export function readPath(json: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null) return undefined
    return (value as Readonly<Record<string, unknown>>)[name]
  }, json)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
