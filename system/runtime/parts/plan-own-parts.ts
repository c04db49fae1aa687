import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { SystemContext } from '../system-context.ts'
import { apiSettingsOf, issuerSettingsOf, workerSettingsOf } from './part-environments.ts'
import type { PartPlan } from './part-plan.ts'
import { planNodePart } from './plan-node-part.ts'

export const planIssuer = (context: SystemContext): PartPlan =>
  planNodePart(context, {
    name: 'issuer',
    main: 'system/issuer/main.ts',
    port: context.ports.issuer,
    env: issuerSettingsOf(context),
  })

/**
 * Plans the api.
 *
 * @param made resolves when its login has its password: until then it would only be refused.
 */
export const planApi = (context: SystemContext, made: Promise<void>): PartPlan =>
  planNodePart(context, {
    name: 'api',
    after: made,
    main: context.apiMain,
    port: context.ports.api,
    env: apiSettingsOf(context),
  })

const assignmentSchema = z.array(z.string())
const workerHealthSchema = z.object({ tenants: z.object({ assigned: z.int() }) })

/**
 * Plans the worker. It may be started before the tenants are made; ready means that it works for all of them.
 *
 * @param made resolves when the tenants file is complete.
 */
export function planWorker(context: SystemContext, made: Promise<void>): PartPlan {
  return planNodePart(context, {
    name: 'worker',
    after: made,
    main: context.workerMain,
    port: context.ports.workerHealth,
    env: workerSettingsOf(context),
    check: async (body) => {
      const wanted = assignmentSchema.parse(JSON.parse(await readFile(context.layout.tenantsFile, 'utf8')))
      // It shows no names to anybody, so they are counted.
      const { assigned } = workerHealthSchema.parse(body).tenants
      if (assigned !== wanted.length)
        throw new Error(`It works for ${assigned} tenants, not yet for the ${wanted.length} of its file`)
    },
  })
}
