import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

/** Who may do what with which resources. */
export interface AclOf {
  readonly principal: string
  readonly resource: 'topic' | 'group' | 'cluster' | 'transactional-id'
  /** literal: of this very name. prefixed: whose name begins so. */
  readonly pattern: 'literal' | 'prefixed'
  readonly name: string
  readonly operations: readonly ('all' | 'write' | 'read' | 'describe')[]
}

const resourceTypes = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  cluster: AclResourceTypes.CLUSTER,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
} as const

/** Adds or removes an ACL that allows. Takes effect a little later. */
export async function setAcl(admin: Admin, acl: AclOf, isAllowed: boolean): Promise<void> {
  const entry = {
    resourceType: resourceTypes[acl.resource],
    resourceName: acl.name,
    principal: `User:${acl.principal}`,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
  }
  const pattern = acl.pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED
  const codes = {
    all: AclOperationTypes.ALL,
    write: AclOperationTypes.WRITE,
    read: AclOperationTypes.READ,
    describe: AclOperationTypes.DESCRIBE,
  }
  const operations = acl.operations.map((name) => codes[name])
  if (isAllowed) {
    await admin.createAcls({
      acl: operations.map((operation) => ({ ...entry, resourcePatternType: pattern, operation })),
    })
    return
  }
  for (const operation of operations)
    await admin.deleteAcls({ filters: [{ ...entry, resourcePatternType: pattern, operation }] })
}

/** Every rule of the authorizer, one a line, in order. */
export async function readAcls(admin: Admin): Promise<readonly string[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  })
  return resources
    .flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map(
        ({ principal, host, operation, permissionType }) =>
          `${principal}@${host} ${named(AclPermissionTypes, permissionType)} ${named(AclOperationTypes, operation)} on ${named(AclResourceTypes, resourceType)} ${resourceName} (${named(ResourcePatternTypes, resourcePatternType)})`,
      ),
    )
    .sort()
}

/** The name of a number of the protocol. */
function named(names: Readonly<Record<string, unknown>>, value: number): string {
  return Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value)
}
