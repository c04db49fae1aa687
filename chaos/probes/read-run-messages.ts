import { topicOf } from '../../system/contracts/names.ts'
import { parseHint } from '../../system/contracts/hint.ts'
import type { Environment } from '../environment/environment.ts'
import type { RowOf } from '../history/witnesses.ts'
import { readTopics } from './read-topic.ts'

/** How long reading all topics may take. */
const WITHIN_MS = 10_000

/** What was written to the tenants' topics since the run began, and what else names one of `executionIds`. */
export async function readRunMessages(
  environment: Environment,
  of: { readonly executionIds: ReadonlySet<string>; readonly beganAt: number },
): Promise<readonly RowOf<'messages'>[]> {
  const { access } = environment
  const tenants = new Map(access.tenants.map((tenant) => [topicOf(tenant), tenant]))
  const messages = await readTopics({
    broker: access.addresses.adminBroker,
    login: access.system.credentials().kafka.admin,
    topics: [...tenants.keys()],
    group: `easyflow-chaos-${environment.label}`,
    withinMs: WITHIN_MS,
  })
  return messages.flatMap(({ topic, partition, offset, value, writtenAt }) => {
    const tenant = tenants.get(topic)
    if (tenant === undefined) return []
    const executionId = parseHint(value)?.executionId ?? null
    const isNamed = executionId !== null && of.executionIds.has(executionId)
    return writtenAt >= of.beganAt || isNamed ? [{ tenant, partition, offset, executionId }] : []
  })
}
