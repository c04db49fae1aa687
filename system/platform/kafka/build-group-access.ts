import kafkajs, { type Cluster, type PartitionAssigner } from 'kafkajs'

/** What a consumer was in its group, as long as the group may think that it still is. */
export interface FormerSelf {
  readonly groupId: string
  readonly memberId: string
}

export interface GroupAccess {
  /** For the consumer's options: gets hold of its connections, and assigns partitions as kafkajs does anyway. */
  readonly assigner: PartitionAssigner
  /**
   * Takes a member out of the group over the connected consumer's connections. False when it could not be: then
   * the group waits for that member until its session is over. Never rejects.
   */
  readonly leave: (former: FormerSelf) => Promise<boolean>
}

/** The broker has forgotten the member by itself. */
const UNKNOWN_MEMBER = 'UNKNOWN_MEMBER_ID'

/**
 * Lets a consumer say goodbye for what it was before its connection was lost. Without it the group waits for the
 * former member, for as long as a session lasts, before it lets anybody read: six seconds after each outage.
 */
export function buildGroupAccess(): GroupAccess {
  let cluster: Cluster | undefined
  return {
    assigner: (config) => {
      cluster = config.cluster
      return kafkajs.PartitionAssigners.roundRobin(config)
    },
    async leave(former) {
      try {
        const coordinator = await cluster?.findGroupCoordinator({ groupId: former.groupId })
        // It is there, but not among the types of kafkajs.
        const leaveGroup: unknown =
          coordinator === undefined ? undefined : Reflect.get(coordinator, 'leaveGroup')
        if (typeof leaveGroup !== 'function') return false
        await Reflect.apply(leaveGroup, coordinator, [former])
        return true
      } catch (error) {
        return error instanceof Error && 'type' in error && error.type === UNKNOWN_MEMBER
      }
    },
  }
}
