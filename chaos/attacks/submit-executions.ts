import { z } from 'zod'
import { modes } from '../../system/contracts/execution.ts'
import type { Layer } from '../proof-report.ts'
import { submitNote, type SubmissionRecord } from '../workloads/start-traffic.ts'
import { submitOperation } from '../workloads/submit-operation.ts'
import { defineAttack } from './define-attack.ts'
import { markerOf, namedOptions } from './named-executions.ts'

/** Lets a tenant ask for executions, under a name by which they are found again. */
export const submitExecutions = defineAttack({
  name: 'submit-executions',
  isOrdinary: true,
  options: z.strictObject({
    ...namedOptions,
    mode: z.enum(modes),
    /** Default record-note. */
    workflow: z.string().optional(),
    /** Of the system's own api, or (the default) of whichever stands in. */
    through: z.enum(['genuine', 'stage']).optional(),
    /** At the same time. Default 1. */
    count: z.int().min(1).max(100).optional(),
  }),
  async attack(environment, options) {
    const { access, stage } = environment
    const { tenant, mode, workflow = 'record-note', count = 1, isControl } = options
    const apiUrl = options.through === 'genuine' ? access.addresses.apiUrl : stage.apiUrl()
    const submit = (marker: string): Promise<SubmissionRecord | undefined> =>
      isControl === true
        ? submitNote(
            { apiUrl, tokenOf: access.tokenOf, canaries: access.canaries },
            { tenant, mode, marker, workflow },
          )
        : submitOperation(environment, { apiUrl, tenant, mode, op: marker, workflow })
    const records = await Promise.all(
      Array.from({ length: count }, (_, index) => submit(`${markerOf(environment, options)}-${index}`)),
    )
    const met = records.map(nameAnswer)
    return {
      refusedBy: met.find(({ refusedBy }) => refusedBy !== 'none')?.refusedBy ?? 'none',
      answer: [...new Set(met.map(({ answer }) => answer))].join('; '),
      seen: [],
    }
  },
})

function nameAnswer(record: SubmissionRecord | undefined): { refusedBy: Layer; answer: string } {
  if (record === undefined) return { refusedBy: 'none', answer: 'no token' }
  const { outcome, status, code, effect, retryAfter } = record
  if (status === 0) return { refusedBy: 'none', answer: 'no answer' }
  if (outcome === 'accepted') return { refusedBy: 'none', answer: `HTTP ${status}` }
  const again = retryAfter === undefined ? '' : `, Retry-After ${retryAfter}`
  const answer = `HTTP ${status} ${code ?? ''}, effect ${String(effect)}${again}`
  return { refusedBy: layerOf(code), answer }
}

function layerOf(code: string | undefined): Layer {
  if (code === 'ERR_DATABASE_REFUSED') return 'database'
  return code === 'ERR_BROKER_REFUSED' ? 'broker' : 'api'
}
