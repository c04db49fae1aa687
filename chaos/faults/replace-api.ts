import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { apiSaboteurs, startApiSaboteur, startGenuineApi } from '../saboteurs/start-api-saboteur.ts'
import type { Fault } from './fault.ts'

export const replaceApiOptions = z.strictObject({
  /** genuine: one more of the genuine api, with other settings. */
  by: z.enum(['genuine', ...apiSaboteurs]),
  /** Further settings of the api, by their names. */
  settings: z.record(z.string(), z.string()).optional(),
})

/**
 * Puts an api with a bug in the place of the genuine one: callers and attackers use it from then on. That it
 * is broken is for the scenario's first attack to show, which the genuine one would refuse.
 */
export function replaceApi(
  { access, stage }: Environment,
  { by, settings }: z.infer<typeof replaceApiOptions>,
): Omit<Fault, 'name'> {
  return {
    async inject() {
      const api =
        by === 'genuine'
          ? await startGenuineApi(access, settings ?? {})
          : await startApiSaboteur(access, by, settings)
      // One that stands in already makes room, and does not come back.
      await stage.clearApi()
      stage.putApi(api)
      return `${by}, process ${api.pid}, answers on ${api.url}`
    },
    // In another process there is nothing to stop: it ended with the one that started it.
    heal: () => stage.clearApi(),
  }
}
