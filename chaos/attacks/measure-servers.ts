import { z } from 'zod'
import type { Unit } from '../measurement.ts'
import { startOneMoreServer, type Cost } from '../cost/one-more-server.ts'
import { quantityOf } from '../quantity-of.ts'
import { defineAttack } from './define-attack.ts'

/** What is measured of one more server, or of one more tenant. */
export const costs = [
  { of: 'readyMs', label: 'time until it can be used', unit: 'ms' },
  { of: 'diskBytes', label: 'disk', unit: 'bytes' },
  { of: 'memoryBytes', label: 'memory of the database', unit: 'bytes' },
] as const satisfies readonly { of: keyof Cost; label: string; unit: Unit }[]

/** What a quantity of a server is called: what is measured of tenants is compared with it. */
export const ofServer = (label: string): string => `on a server of its own, ${label}`

/** Starts database servers one after the other, empty ones, measures each, ends it, and compares them with each other. */
export const measureServers = defineAttack({
  name: 'measure-servers',
  isOrdinary: true,
  options: z.strictObject({
    count: z.int().min(2).max(5),
    /** How far the dearest may be from the cheapest before the measuring itself is in doubt. */
    alikeWithin: z.number().min(1),
  }),
  async attack({ access, history }, { count, alikeWithin }, signal) {
    const servers: Cost[] = []
    while (servers.length < count) {
      const server = await startOneMoreServer(access.system.status(), signal)
      servers.push(server.cost)
      await server.end()
    }
    const ratios = costs.map(({ of, label, unit }) => {
      const quantity = quantityOf(
        servers.map((cost) => cost[of]),
        { of: ofServer(label), share: 0.5, samplesMin: count },
      )
      history.write({
        kind: 'measured',
        label: `one more server: ${label}`,
        unit,
        quantities: [quantity],
        bound: null,
        doubt: null,
      })
      return quantity.highest / quantity.lowest
    })
    const isAlike = ratios.every((ratio) => ratio > 0 && ratio <= alikeWithin)
    const differences = costs.map(({ label }, index) => `${label} ${(ratios[index] ?? 0).toFixed(1)} times`)
    return {
      refusedBy: 'none',
      answer: `${count} servers, ${isAlike ? 'alike' : 'unlike'}: ${differences.join(', ')}`,
      seen: [],
    }
  },
})
