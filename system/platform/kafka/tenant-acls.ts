import kafkajs, { type AclEntry } from 'kafkajs'
import { groupOf, principalOf, topicOf } from '../../contracts/names.ts'
import type { TenantId } from '../../contracts/tenant-id.ts'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

/** All that a tenant may do at the broker. LITERAL: a prefix of `tenant_a` would open `tenant_ab` as well. */
export function aclsOf(tenant: TenantId): AclEntry[] {
  const literal = {
    host: '*',
    resourcePatternType: ResourcePatternTypes.LITERAL,
    permissionType: AclPermissionTypes.ALLOW,
  }
  const topic = { ...literal, resourceType: AclResourceTypes.TOPIC, resourceName: topicOf(tenant) }
  const group = { ...literal, resourceType: AclResourceTypes.GROUP, resourceName: groupOf(tenant) }
  const caller = `User:${principalOf(tenant, 'caller')}`
  const worker = `User:${principalOf(tenant, 'worker')}`
  return [
    { ...topic, principal: caller, operation: AclOperationTypes.WRITE },
    { ...topic, principal: caller, operation: AclOperationTypes.DESCRIBE },
    { ...topic, principal: worker, operation: AclOperationTypes.READ },
    { ...topic, principal: worker, operation: AclOperationTypes.DESCRIBE },
    { ...group, principal: worker, operation: AclOperationTypes.READ },
  ]
}
