import { findNamed } from '../find-named.ts'
import { z } from 'zod'
import { tenantOption } from '../tenant-option.ts'
import { defineFault, type FaultDefinition } from './define-fault.ts'
import { acceptUnsignedTokens } from './accept-unsigned-tokens.ts'
import { copyIssuerKeys } from './copy-issuer-keys.ts'
import { addServers, addServersOptions } from './add-servers.ts'
import { addTenants, addTenantsOptions } from './add-tenants.ts'
import { addWorker, addWorkerOptions } from './add-worker.ts'
import { addToxic, addToxicOptions } from './add-toxic.ts'
import { addPermissivePolicy } from './add-permissive-policy.ts'
import { allowEverything, allowEverythingOptions } from './allow-everything.ts'
import { assignAddedWorkers, assignAddedWorkersOptions } from './assign-added-workers.ts'
import { blindAudit } from './blind-audit.ts'
import { deleteTopic } from './delete-topic.ts'
import { disableRowSecurity } from './disable-row-security.ts'
import { forgetToVerify } from './forget-to-verify.ts'
import { expireLeases, expireLeasesOptions } from './expire-leases.ts'
import { floodByTenant, floodByTenantOptions } from './flood-by-tenant.ts'
import { forgetFence } from './forget-fence.ts'
import { forgetLeases } from './forget-leases.ts'
import { forgetStatus } from './forget-status.ts'
import { forgetToSweep } from './forget-to-sweep.ts'
import { injectMessages, injectMessagesOptions } from './inject-messages.ts'
import { killBroker } from './kill-broker.ts'
import { killDatabase } from './kill-database.ts'
import { killIssuer } from './kill-issuer.ts'
import { killWorker, killWorkerOptions } from './kill-worker.ts'
import { loosenBroker } from './loosen-broker.ts'
import { lockTable, lockTableOptions } from './lock-table.ts'
import { mixTenants, mixTenantsOptions } from './mix-tenants.ts'
import { openAllTopics, openAllTopicsOptions } from './open-all-topics.ts'
import { openSchemaToApi } from './open-schema-to-api.ts'
import { pauseBroker } from './pause-broker.ts'
import { pauseWorker } from './pause-worker.ts'
import { publishForeignKey } from './publish-foreign-key.ts'
import { raiseLogins } from './raise-logins.ts'
import { removeSigningKey, removeSigningKeyOptions } from './remove-signing-key.ts'
import { replaceApi, replaceApiOptions } from './replace-api.ts'
import { replaceWorker, replaceWorkerOptions } from './replace-worker.ts'
import { widenAclFault } from './widen-acl.ts'

const onTenant = z.strictObject({ tenant: tenantOption })
const plain = z.strictObject({})

/** Every fault there is, by its name. A new one is a file of its own and a line here. */
export const faults = [
  defineFault({ name: 'accept-unsigned-tokens', options: plain, build: acceptUnsignedTokens }),
  defineFault({
    name: 'add-permissive-policy',
    options: onTenant,
    build: ({ access }, { tenant }) => addPermissivePolicy(access.admin, tenant),
  }),
  defineFault({ name: 'copy-issuer-keys', options: plain, build: copyIssuerKeys }),
  defineFault({ name: 'add-servers', options: addServersOptions, build: addServers }),
  defineFault({ name: 'add-tenants', options: addTenantsOptions, build: addTenants }),
  defineFault({ name: 'add-worker', options: addWorkerOptions, build: addWorker }),
  defineFault({ name: 'allow-everything', options: allowEverythingOptions, build: allowEverything }),
  defineFault({
    name: 'assign-added-workers',
    options: assignAddedWorkersOptions,
    build: assignAddedWorkers,
  }),
  defineFault({
    name: 'blind-audit',
    options: plain,
    build: ({ access: { admin, system } }) => blindAudit(admin, system.status()),
  }),
  defineFault({ name: 'delete-topic', options: onTenant, build: deleteTopic }),
  defineFault({ name: 'add-toxic', options: addToxicOptions, build: addToxic }),
  defineFault({
    name: 'disable-row-security',
    options: onTenant,
    build: ({ access }, { tenant }) => disableRowSecurity(access.admin, tenant),
  }),
  defineFault({
    name: 'forget-to-verify',
    options: z.strictObject({ tenant: tenantOption, functions: z.array(z.string()).readonly() }),
    build: ({ access }, { tenant, functions }) => forgetToVerify(access.admin, tenant, functions),
  }),
  defineFault({ name: 'expire-leases', options: expireLeasesOptions, build: expireLeases }),
  defineFault({ name: 'flood-by-tenant', options: floodByTenantOptions, build: floodByTenant }),
  defineFault({
    name: 'forget-fence',
    options: onTenant,
    build: ({ access }, { tenant }) => forgetFence(access.admin, tenant),
  }),
  defineFault({
    name: 'forget-to-sweep',
    options: onTenant,
    build: ({ access }, { tenant }) => forgetToSweep(access.admin, tenant),
  }),
  defineFault({
    name: 'forget-leases',
    options: onTenant,
    build: ({ access }, { tenant }) => forgetLeases(access.admin, tenant),
  }),
  defineFault({
    name: 'forget-status',
    options: onTenant,
    build: ({ access }, { tenant }) => forgetStatus(access.admin, tenant),
  }),
  defineFault({ name: 'inject-messages', options: injectMessagesOptions, build: injectMessages }),
  defineFault({
    name: 'kill-broker',
    options: plain,
    build: ({ access }) => killBroker(access.system, access.addresses.clientBroker),
  }),
  defineFault({ name: 'kill-database', options: plain, build: killDatabase }),
  defineFault({ name: 'kill-issuer', options: plain, build: killIssuer }),
  defineFault({ name: 'kill-worker', options: killWorkerOptions, build: killWorker }),
  defineFault({ name: 'lock-table', options: lockTableOptions, build: lockTable }),
  defineFault({ name: 'loosen-broker', options: plain, build: loosenBroker }),
  defineFault({
    name: 'mix-tenants',
    options: mixTenantsOptions,
    build: ({ access }, options) => mixTenants(access.admin, options),
  }),
  defineFault({ name: 'open-all-topics', options: openAllTopicsOptions, build: openAllTopics }),
  defineFault({
    name: 'open-schema-to-api',
    options: onTenant,
    build: ({ access }, { tenant }) => openSchemaToApi(access.admin, tenant),
  }),
  defineFault({
    name: 'pause-broker',
    options: plain,
    build: (environment, _options, signal) => pauseBroker(environment, signal),
  }),
  defineFault({
    name: 'pause-worker',
    options: plain,
    build: ({ access: { system }, stage }, _options, signal) =>
      pauseWorker(system, signal, () => stage.worker()?.pid ?? system.status().parts.worker.pid),
  }),
  defineFault({
    name: 'publish-foreign-key',
    options: plain,
    build: (environment, _options, signal) => publishForeignKey(environment, signal),
  }),
  defineFault({ name: 'raise-logins', options: plain, build: ({ access }) => raiseLogins(access.admin) }),
  defineFault({ name: 'remove-signing-key', options: removeSigningKeyOptions, build: removeSigningKey }),
  defineFault({ name: 'replace-api', options: replaceApiOptions, build: replaceApi }),
  defineFault({ name: 'replace-worker', options: replaceWorkerOptions, build: replaceWorker }),
  defineFault({
    name: 'widen-acl',
    options: z.strictObject({ of: tenantOption, victim: tenantOption }),
    build: widenAclFault,
  }),
] as const

type Definition = (typeof faults)[number]
type DeclarationOf<Defined> =
  Defined extends FaultDefinition<infer Name, infer Options>
    ? { readonly fault: Name } & (Options extends Record<string, never> ? unknown : Readonly<Options>)
    : never

/** A fault as a scenario names it: `{ fault: 'disable-row-security', tenant: GLOBEX }`. */
export type FaultDeclaration = DeclarationOf<Definition>
export type FaultName = Definition['name']

/** @throws {TypeError} for a name that is not in the registry. */
export const faultNamed = (name: string): FaultDefinition<string, unknown> =>
  findNamed<FaultDefinition<string, unknown>>('fault', faults, name)
