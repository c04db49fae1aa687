import type { Environment } from '../environment/environment.ts'

/** Counts the parts that are not ready. */
export const partsNotReady = {
  name: 'parts-not-ready',
  read({ access }: Environment): Promise<{ value: number; unit: 'count'; detail: string }> {
    const parts = Object.entries(access.system.status().parts)
    const missing = parts.filter(([name, { state }]) => name !== 'control-plane' && state !== 'ready')
    return Promise.resolve({
      value: missing.length,
      unit: 'count',
      detail:
        missing.length === 0
          ? 'all are ready'
          : missing.map(([name, { state }]) => `${name} is ${state}`).join(', '),
    })
  },
} as const
