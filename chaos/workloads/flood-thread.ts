import { Agent, request, type IncomingMessage } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { setTimeout as delay } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import type { FloodAnswer, FloodOrder } from './start-flood.ts'

// A thread of its own: what it takes to send hundreds of requests a second must not slow down whoever measures.
const order = workerData as FloodOrder
const { hostname, port } = new URL(order.apiUrl)
const agent = new Agent({ keepAlive: true, maxSockets: order.connections })
const answers: FloodAnswer[] = []
const underWay = new Set<Promise<void>>()
const over = new AbortController()
parentPort?.once('message', () => over.abort())

const startedAt = performance.now()
for (let sent = 0; !over.signal.aborted && sent < order.requestsMax;) {
  const due = Math.min(order.requestsMax, ((performance.now() - startedAt) / 1000) * order.perSecond)
  for (; sent < due; sent += 1) {
    // Open ones wait for their answer: more than its connections allow is not sent, and not made up for.
    if (underWay.size >= order.connections) continue
    const sending = send(`${order.label}-${order.tenant}-${sent}`).then((answer) => {
      answers.push(answer)
      underWay.delete(sending)
    })
    underWay.add(sending)
  }
  await delay(5)
}
await Promise.all(underWay)
agent.destroy()
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage({ answers, elapsedMs: performance.now() - startedAt })

async function send(marker: string): Promise<FloodAnswer> {
  const body = JSON.stringify({ workflow: order.workflow, mode: 'balanced', input: { marker } })
  try {
    const response = await ask(body)
    const json = JSON.parse(await text(response)) as { executionId?: unknown; effect?: unknown }
    return {
      marker,
      status: response.statusCode ?? 0,
      executionId: typeof json.executionId === 'string' ? json.executionId : undefined,
      hasNoEffect: json.effect === 'none',
      retryAfter: response.headers['retry-after'],
      policy: String(response.headers['ratelimit-policy'] ?? ''),
    }
  } catch {
    // No answer is an answer: perhaps it was carried out.
    const none = { status: 0, executionId: undefined, hasNoEffect: false, retryAfter: undefined, policy: '' }
    return { marker, ...none }
  }
}

function ask(body: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const sent = request({ hostname, port, agent, method: 'POST', path: '/workflows/execute', timeout: 20_000 })
  sent.setHeader('authorization', `Bearer ${order.token}`)
  sent.setHeader('content-type', 'application/json')
  sent.on('response', resolve)
  sent.on('error', reject)
  sent.on('timeout', () => sent.destroy(new Error('No answer in time')))
  sent.end(body)
  return promise
}
