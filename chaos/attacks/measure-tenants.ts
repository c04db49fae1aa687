import { z } from 'zod'
import { readServersBeside } from '../cost/servers-beside.ts'
import type { Cost } from '../cost/one-more-server.ts'
import { readFootprint } from '../cost/read-footprint.ts'
import { useTenant } from '../cost/use-tenant.ts'
import { ADDED } from '../faults/add-tenants.ts'
import { tenantOption } from '../tenant-option.ts'
import { defineAttack, type AttackEnvironment } from './define-attack.ts'
import { findMeasured } from './find-measured.ts'
import { costs, ofServer } from './measure-servers.ts'

/** What is extrapolated is said to be that: so many times the slope. */
const MANY = 100

/**
 * Uses the tenants that the fault `add-tenants` has made and compares what one of them costs with what
 * `measure-servers` has found one more server to cost. A server that stands beside the shared one is theirs.
 */
export const measureTenants = defineAttack({
  name: 'measure-tenants',
  isOrdinary: true,
  options: z.strictObject({
    /** Without the first, which is not counted. */
    tenants: z.array(tenantOption).min(1).readonly(),
    /** How many times as dear a server of its own has to be. Of the time nothing is claimed. */
    atLeast: z.strictObject({ diskBytes: z.number(), memoryBytes: z.number() }),
  }),
  async attack(environment, { tenants, atLeast }, signal) {
    const startedAt = performance.now()
    for (const tenant of tenants) await useTenant(environment.access, tenant, signal)
    const usedMs = (performance.now() - startedAt) / tenants.length
    const cost = await readCost(environment, tenants.length, usedMs)
    const said = costs.map(({ of, label, unit }) => {
      const bound = of === 'readyMs' ? undefined : atLeast[of]
      return writeCost(environment, {
        label,
        unit,
        value: Math.max(cost[of], 1),
        samples: tenants.length,
        bound,
      })
    })
    return { refusedBy: 'none', answer: `one more server is ${said.join(', ')}`, seen: [] }
  },
})

/** Everything that has grown since before they were made, by their number. */
async function readCost(
  { access, history }: AttackEnvironment,
  count: number,
  usedMs: number,
): Promise<Cost> {
  const after = await readFootprint(access)
  const beside = await readServersBeside(access.system.status())
  const before = (of: keyof Cost): number => findMeasured(history.events, ADDED[of]).value
  return {
    readyMs: before('readyMs') + usedMs,
    diskBytes: (after.diskBytes + beside.diskBytes - before('diskBytes')) / count,
    memoryBytes: (after.memoryBytes + beside.memoryBytes - before('memoryBytes')) / count,
  }
}

interface MeasuredCost {
  readonly label: string
  readonly unit: 'ms' | 'bytes'
  readonly value: number
  readonly samples: number
  readonly bound: number | undefined
}

function writeCost(
  { history }: AttackEnvironment,
  { label, unit, value, samples, bound }: MeasuredCost,
): string {
  const server = findMeasured(history.events, ofServer(label))
  const shared = { of: 'on the shared one', value, samples, samplesMin: 1, lowest: value, highest: value }
  history.write({
    kind: 'measured',
    label: `one more tenant: ${label}`,
    unit,
    quantities: [server, shared],
    bound: bound === undefined ? null : { on: 'ratio', kind: 'at least', limit: bound },
    doubt: null,
  })
  if (unit === 'bytes') {
    const many = (of: string, one: number) => {
      const total = one * MANY
      return { of, value: total, samples: 0, samplesMin: 0, lowest: total, highest: total }
    }
    history.write({
      kind: 'measured',
      label: `${MANY} more: ${label}, extrapolated`,
      unit,
      quantities: [many('on servers of their own', server.value), many('on the shared one', value)],
      bound: null,
      doubt: null,
    })
  }
  return `${(server.value / value).toFixed(1)} times the ${label}`
}
