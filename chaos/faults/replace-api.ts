import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { apiSaboteurs, startApiSaboteur, startGenuineApi } from '../saboteurs/start-api-saboteur.ts'
import type { Fault } from './fault.ts'
import { proxiedServer, settingsThrough } from './proxy/open-proxy-to.ts'

export const replaceApiOptions = z.strictObject({
  /** Genuine: one more of the system's own, with other settings. */
  by: z.enum(['genuine', ...apiSaboteurs]),
  /** Which servers it reaches through the run's proxies. Default none. */
  through: z.array(proxiedServer).readonly().optional(),
  /** Further settings of the api, by their names. */
  settings: z.record(z.string(), z.string()).optional(),
})

/**
 * Puts an api with a bug in the place of the genuine one: callers and attackers use it from then on. That it
 * is broken is for the scenario's first attack to show, which the genuine one would refuse.
 */
export function replaceApi(
  environment: Environment,
  { by, settings, through = [] }: z.infer<typeof replaceApiOptions>,
): Omit<Fault, 'name'> {
  const { access, stage } = environment
  return {
    async inject() {
      const all = { ...(await settingsThrough(environment, 'api', through)), ...settings }
      const api = await (by === 'genuine' ? startGenuineApi(access, all) : startApiSaboteur(access, by, all))
      // One that stands in already makes room, and does not come back.
      await stage.clearApi()
      stage.putApi(api)
      return `${by}, process ${api.pid}, answers on ${api.url}${through.length === 0 ? '' : ` and reaches ${through.join(', ')} through a proxy`}`
    },
    // In another process there is nothing to stop: it ended with the one that started it.
    heal: () => stage.clearApi(),
  }
}
