import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The peers' own payload and HTTP client, so that all are asked for the same work by the same means. */
export interface PeerTools {
  readonly payload: (index: number) => unknown
  /** undici's, so far as it is used here. */
  readonly request: (
    url: string,
    options: {
      readonly dispatcher: Dispatcher
      readonly method: 'POST'
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    },
  ) => Promise<{ readonly statusCode: number; readonly body: { json(): Promise<unknown> } }>
  readonly Agent: new (options: { readonly connections: number; readonly pipelining: number }) => Dispatcher
}

export interface Dispatcher {
  close(): Promise<void>
}

/** Loads them from a prepared copy of the peers. @throws when `npm install` was not run there. */
export async function loadPeerTools(peers: string): Promise<PeerTools> {
  const work: unknown = await import(pathToFileURL(join(peers, 'work.mjs')).href)
  const undici: unknown = createRequire(join(peers, 'bench.mjs'))('undici')
  const { payload } = work as Pick<PeerTools, 'payload'>
  const { request, Agent } = undici as Pick<PeerTools, 'request' | 'Agent'>
  if ([payload, request, Agent].some((part) => typeof part !== 'function')) {
    throw new TypeError(`${peers} is no prepared copy of the peers`)
  }
  return { payload, request, Agent }
}
