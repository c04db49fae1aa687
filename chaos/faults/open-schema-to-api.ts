import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'

/** Grants the api's login what it must never have: a look into a tenant's schema. */
export function openSchemaToApi(admin: SqlSession, tenant: TenantId): Fault {
  const schema = dataSchemaOf(tenant)
  return {
    name: 'open-schema-to-api',
    async inject() {
      // The last grant lets the floor be asked at all: without it the floor refuses for want of a privilege.
      await admin.rows(`grant usage on schema ${schema}, easyflow to easyflow_api;
        grant select on all tables in schema ${schema} to easyflow_api;
        grant execute on function easyflow.current_tenant() to easyflow_api`)
      const [row] = await admin.rows('select has_schema_privilege($1, $2, $3) as open', [
        'easyflow_api',
        schema,
        'usage',
      ])
      if (row?.['open'] !== true) throw new Error(`easyflow_api still has no USAGE on ${schema}`)
      return `easyflow_api has USAGE on ${schema} and SELECT on its tables`
    },
    async heal() {
      await admin.rows(`revoke all on all tables in schema ${schema} from easyflow_api;
        revoke all on schema ${schema}, easyflow from easyflow_api;
        revoke all on function easyflow.current_tenant() from easyflow_api`)
    },
  }
}
