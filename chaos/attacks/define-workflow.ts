import { z } from 'zod'
import { workflowDefinitionSchema } from '../../system/contracts/workflow-definition.ts'
import { callHttp } from '../probes/call-http.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'
import { nameRefusal } from './name-refusal.ts'

/** Lets a tenant define a workflow, or the next version of it. It stays. */
export const defineWorkflow = defineAttack({
  name: 'define-workflow',
  isOrdinary: true,
  options: z.strictObject({
    tenant: tenantOption,
    workflow: z.string(),
    definition: workflowDefinitionSchema,
  }),
  async attack({ access }, { tenant, workflow, definition }) {
    const answer = await callHttp(access.addresses.apiUrl, {
      method: 'PUT',
      path: `/workflows/${workflow}`,
      token: await access.tokenOf(tenant),
      body: definition,
    })
    return { ...nameRefusal(answer), seen: [] }
  },
})
