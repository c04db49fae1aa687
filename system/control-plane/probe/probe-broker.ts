import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { topicOf } from '../../contracts/names.ts'
import { openTokenPublisher } from '../../platform/kafka/open-token-publisher.ts'
import { readTopicEnd } from '../../platform/kafka/read-topic-end.ts'
import { ANSWER_WITHIN_MS, type ProbeGround, type ProbeResult } from './probe-ground.ts'

/** The broker's code for: this principal may not do that to this topic. */
const TOPIC_AUTHORIZATION_FAILED = 29

/**
 * Asks the broker for the end of the owner's topic and writes to it, with the stranger's own tokens. Whoever may read,
 * write, change or remove a topic may describe it as well, and so is told its end.
 */
export async function probeBroker(ground: ProbeGround): Promise<ProbeResult> {
  const { owner, stranger } = ground
  const layer = 'broker'
  const end = (token: string): Promise<number> =>
    readTopicEnd(topicOf(owner.tenant), addressed(ground, token))
  try {
    await write(ground, owner.callerToken)
    if ((await end(owner.workerToken)) < 1)
      return { layer, outcome: 'unknown', detail: 'the owner himself finds nothing in his topic' }
    const attempts = {
      'the end of the topic is told to its worker': () => end(stranger.workerToken),
      'the end of the topic is told to its caller': () => end(stranger.callerToken),
      'its caller writes to the topic': () => write(ground, stranger.callerToken),
      'its worker writes to the topic': () => write(ground, stranger.workerToken),
    }
    const through: string[] = []
    for (const [what, attempt] of Object.entries(attempts))
      if (!(await isRefused(attempt))) through.push(what)
    return through.length === 0
      ? { layer, outcome: 'refused', detail: '' }
      : { layer, outcome: 'LEAK', detail: through.join(', ') }
  } catch (error) {
    return { layer, outcome: 'unknown', detail: error instanceof Error ? error.message : String(error) }
  }
}

async function isRefused(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt()
    return false
  } catch (error) {
    // Anything else says nothing about what he may do.
    if (error instanceof EasyFlowError && error.facts['kafkaCode'] === TOPIC_AUTHORIZATION_FAILED) return true
    throw error
  }
}

const addressed = ({ brokers, caFile }: ProbeGround, token: string) => ({
  brokers,
  caFile,
  token,
  withinMs: ANSWER_WITHIN_MS,
})

/** A hint at an execution that there is not: it moves nothing. */
async function write(ground: ProbeGround, token: string): Promise<void> {
  const publisher = openTokenPublisher({
    brokers: ground.brokers,
    caFile: ground.caFile,
    clientId: 'easyflow-canary-probe',
    log: silent,
    publishLimitMs: ANSWER_WITHIN_MS,
    token,
    kidsSeen: new Map(),
  })
  try {
    await publisher.send({
      topic: topicOf(ground.owner.tenant),
      key: crypto.randomUUID(),
      value: JSON.stringify({ version: 1, executionId: crypto.randomUUID(), mode: 'balanced' }),
      headers: {},
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
  } finally {
    await publisher.close()
  }
}

const nothing = (): void => undefined
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }
