import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'

/** What is on a broker, as a super user sees it. */
export interface Inventory {
  /** `settings`: those that are not the broker's own. */
  readonly topics: readonly { readonly name: string; readonly end: number; readonly settings: string }[]
  readonly groups: readonly { readonly name: string; readonly committed: string }[]
}

const { ConfigResourceTypes, ConfigSource } = kafkajs

/** Reads every topic with its end and settings, and what every group has committed. */
export async function readInventory(admin: Admin): Promise<Inventory> {
  const names = (await admin.listTopics()).toSorted()
  const topics = await Promise.all(
    names.map(async (name) => {
      const partitions = await admin.fetchTopicOffsets(name)
      const end = partitions.reduce((sum, { high }) => sum + Number(high), 0)
      return { name, end, partitions: partitions.length }
    }),
  )
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  })
  const settings = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries
        .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
        .map(({ configName, configValue }) => `${configName}=${configValue}`)
        .join(' '),
    ]),
  )
  const groups = await Promise.all(
    (await admin.listGroups()).groups.map(async ({ groupId }) => {
      const offsets = await admin.fetchOffsets({ groupId })
      return { name: groupId, committed: JSON.stringify(offsets) }
    }),
  )
  return {
    topics: topics.map(({ name, end, partitions }) => ({
      name,
      end,
      settings: `${partitions} partitions ${settings.get(name) ?? ''}`,
    })),
    groups,
  }
}
