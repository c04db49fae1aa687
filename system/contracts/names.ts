import type { TenantId } from './tenant-id.ts'
import type { TokenRole } from './token.ts'

/** The Kafka topic that carries a tenant's hints. */
export const topicOf = (tenant: TenantId): string => `tenant_${tenant}_events`

/** The Kafka consumer group of a tenant's workers. */
export const groupOf = (tenant: TenantId): string => `tenant_${tenant}_workers`

/** The principal a token names and the broker authorizes. */
export const principalOf = (tenant: TenantId, role: TokenRole): string => `tenant:${tenant}:${role}`

/** The schema of a tenant's rows. */
export const dataSchemaOf = (tenant: TenantId): string => `tenant_${tenant}`

/** The schema of a tenant's functions: all that the api and the worker can see of it. */
export const functionSchemaOf = (tenant: TenantId): string => `tenant_${tenant}_api`

/** The NOLOGIN role that owns a tenant's functions for one token role. */
export const databaseRoleOf = (tenant: TenantId, role: TokenRole): string => `tenant_${tenant}_${role}`
