import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { probeServer, type ServerAnswer } from '../probes/probe-server.ts'
import type { Fault } from './fault.ts'
import { proxiedServer } from './proxy/open-proxy-to.ts'
import { directions, toxicSchema, type Toxic } from './proxy/toxic.ts'

export const addToxicOptions = z.strictObject({
  /** Before which server. A stand-in has to go through its proxy: `through` of replace-api and replace-worker. */
  of: proxiedServer,
  toxic: toxicSchema,
  /** Default downstream: what the server says. */
  stream: z.enum(directions).optional(),
  /** The share of connections that it is applied to. Default all. */
  toxicity: z.number().min(0).max(1).optional(),
})
type Options = z.infer<typeof addToxicOptions>

/** With a toxicity below one, not every connection meets it. */
const PROBES_MAX = 20

/**
 * Makes the network before a server bad, for whoever goes through the run's proxy. Holds once a probe through the
 * proxy has met it. Without a proxy, in a process that only heals, there is nothing to heal: it ended with the run.
 */
export function addToxic({ stage }: Environment, options: Options): Omit<Fault, 'name'> {
  const { of, toxic, stream = 'downstream', toxicity = 1 } = options
  const name = JSON.stringify(options)
  return {
    async inject() {
      const proxy = stage.proxy(of)
      if (proxy === undefined)
        throw new Error(`Nobody goes through a proxy to ${of}, so nothing can be done to it`)
      const before = await probeAtBest(of, proxy.address)
      if (before.outcome !== 'whole')
        throw new Error(`A probe through the proxy to ${of} was ${before.outcome} before`)
      await proxy.add({ name, toxic, stream, toxicity })
      for (let probes = 1; probes <= PROBES_MAX; probes += 1) {
        const met = await probeServer(of, proxy.address)
        if (hasMet(toxic, { before, met, stream }))
          return `a probe through the proxy to ${of} (${describe(toxic)}): ${tell(met)}, and before: ${tell(before)}`
        if (toxicity === 1)
          throw new Error(`${describe(toxic)} does not show: ${tell(met)}, and before: ${tell(before)}`)
      }
      throw new Error(`${describe(toxic)} did not show in ${PROBES_MAX} probes`)
    },
    heal: () => stage.proxy(of)?.remove(name) ?? Promise.resolve(),
  }
}

/** The fastest of three: what is slow without the toxic is not to be taken for it. */
async function probeAtBest(of: Options['of'], address: string): Promise<ServerAnswer> {
  const answers = [
    await probeServer(of, address),
    await probeServer(of, address),
    await probeServer(of, address),
  ]
  return answers.reduce((best, one) => (one.elapsedMs < best.elapsedMs ? one : best))
}

/** Whole, not sooner than that, and half of it at least is not what it took before. */
const isLater = (met: ServerAnswer, before: ServerAnswer, ms: number): boolean =>
  met.outcome === 'whole' && met.elapsedMs >= ms && met.elapsedMs - before.elapsedMs >= ms / 2

function hasMet(
  toxic: Toxic,
  { before, met, stream }: { before: ServerAnswer; met: ServerAnswer; stream: 'upstream' | 'downstream' },
): boolean {
  switch (toxic.type) {
    case 'latency':
      return isLater(met, before, toxic.latency - (toxic.jitter ?? 0))
    case 'bandwidth':
      return isLater(met, before, (stream === 'upstream' ? met.sentBytes : met.bytes) / toxic.rate)
    case 'timeout':
      return met.bytes === 0 && (met.outcome === 'cut' || met.outcome === 'silent')
    case 'reset_peer':
      return met.outcome === 'reset'
    case 'slicer':
      return met.outcome === 'whole' && met.pieces > before.pieces
    case 'limit_data':
      return met.outcome === 'cut' && met.bytes < before.bytes
    case 'down':
      return met.outcome === 'refused'
    default:
      throw new TypeError('There is no such toxic')
  }
}

const describe = ({ type, ...attributes }: Toxic): string =>
  [type, ...Object.entries(attributes).map(([name, value]) => `${name} ${String(value)}`)].join(' ')

const tell = ({ outcome, elapsedMs, bytes, pieces }: ServerAnswer): string =>
  `${outcome} after ${Math.round(elapsedMs)} ms with ${bytes} bytes in ${pieces} pieces`
