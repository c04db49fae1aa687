import type { Quantity } from '../measurement.ts'
import { quantityOf } from '../quantity-of.ts'
import { startApiSaboteur, startGenuineApi } from '../saboteurs/start-api-saboteur.ts'
import { noteFlood } from './note-flood.ts'
import {
  FLOOD_REQUESTS,
  warmUp,
  watchAlone,
  watchFlooded,
  type FloodedRound,
  type Round,
  type RoundPlan,
} from './noisy-stage.ts'
import type { ProofContext } from './proof-context.ts'
import { withOtherWorker } from './with-other-worker.ts'

/**
 * Of each tenant. Two processors do some 160 executions a second when nothing else runs on them, and here the
 * flood is made on them too: the default, 50, lets one tenant take what is left.
 */
const RATE_LIMIT_PER_SECOND = 25
/** A p95 of fewer says nothing. */
const SAMPLES_MIN = 60
/** What a neighbour may cost: three times one's own p95, or where that is a trifle, half a second more. */
const RATIO_MAX = 3
const EXTRA_MAX_MS = 500
/** With everything off it has to be at least this much worse than alone, and than with everything on. */
const VISIBLY_WORSE = 5
const WORSE_THAN_GUARDED = 2
/** A third of the flood will do when all of it is let through, and it has to be worked off afterwards. */
const UNGUARDED_REQUESTS = 168
/** When others had more of the machine than this, a broken bound may be their doing. */
const OTHERS_MAX = 0.2

/** acme floods: what globex notices of it with every protection in place, and with none. */
export async function proveNoisyNeighbours(context: ProofContext): Promise<void> {
  const { access, without } = context
  const [unlimited, limited] = await Promise.all([
    startApiSaboteur(access, 'api-without-rate-limit'),
    startGenuineApi(access, { EASYFLOW_RATE_LIMIT_PER_SECOND: String(RATE_LIMIT_PER_SECOND) }),
  ])
  try {
    const apiUrl = without.has('rate-limit') ? unlimited.url : limited.url
    const plan = { apiUrl, backlogUrl: unlimited.url }
    await warmUp(context, { ...plan, apiUrl: limited.url })
    const first = await measureGuarded(context, plan, '1')
    // Once more before it is held against the system: the noisy one may have been outside of it.
    const guarded = isKept(first) ? first : await measureGuarded(context, plan, '2')
    await noteFlood(context, guarded.flooded)
    noteMeasurements(context, guarded)
    await showWhatUnguardedDoes(context, unlimited.url, guarded)
  } finally {
    await Promise.all([unlimited.stop(), limited.stop()])
  }
}

interface Guarded {
  readonly alone: Round
  readonly flooded: FloodedRound
}

async function measureGuarded(
  context: ProofContext,
  plan: Omit<RoundPlan, 'name'>,
  name: string,
): Promise<Guarded> {
  const alone = await watchAlone(context, { ...plan, name: `alone${name}` })
  context.onProgress(`globex alone: p95 ${inMs(completeOf(alone, 'alone'))}; now acme floods`)
  const watch = (): Promise<FloodedRound> =>
    watchFlooded(context, { ...plan, name: `flooded${name}`, requestsMax: FLOOD_REQUESTS })
  const kind = context.without.has('in-flight-cap') ? 'worker-without-cap' : undefined
  const flooded = kind === undefined ? await watch() : await withOtherWorker(context, kind, watch)
  context.onProgress(`globex beside the flood: p95 ${inMs(completeOf(flooded, 'flooded'))}`)
  return { alone, flooded }
}

function completeOf(round: Round, of: string, share = 0.95): Quantity {
  const samples = round.globex.map(({ completeMs }) => completeMs)
  return quantityOf(samples, { of, share, samplesMin: SAMPLES_MIN })
}

function answerOf(round: Round, of: string): Quantity {
  const samples = round.globex.map(({ answerMs }) => answerMs)
  return quantityOf(samples, { of, share: 0.95, samplesMin: SAMPLES_MIN })
}

const inMs = ({ value }: Quantity): string => `${value.toFixed(0)} ms`

const limitOf = (alone: Round): number => {
  const { value } = completeOf(alone, 'alone')
  return Math.max(value * RATIO_MAX, value + EXTRA_MAX_MS)
}

const isKept = ({ alone, flooded }: Guarded): boolean => completeOf(flooded, '').value <= limitOf(alone)

function noteMeasurements(context: ProofContext, guarded: Guarded): void {
  const { alone, flooded } = guarded
  const doubt = isKept(guarded) ? undefined : doubtOf(guarded)
  context.notes.measurements.push(
    {
      label: "p95 of globex's executions, from the request to COMPLETE",
      unit: 'ms',
      quantities: [completeOf(flooded, 'beside acme'), completeOf(alone, 'alone')],
      bound: { on: 'value', kind: 'at most', limit: limitOf(alone) },
      ...(doubt === undefined ? {} : { doubt }),
    },
    {
      label: 'the same, median',
      unit: 'ms',
      quantities: [completeOf(flooded, 'beside acme', 0.5), completeOf(alone, 'alone', 0.5)],
      bound: undefined,
    },
    {
      label: 'p95 of the answer over HTTP alone',
      unit: 'ms',
      quantities: [answerOf(flooded, 'beside acme'), answerOf(alone, 'alone')],
      bound: undefined,
    },
  )
}

/** Others on the machine make any figure look bad; nobody else is to blame where nobody else was. */
function doubtOf({ alone, flooded }: Guarded): string | undefined {
  const share = Math.max(alone.othersShare ?? 0, flooded.othersShare ?? 0)
  if (share <= OTHERS_MAX) return undefined
  return `other programs had ${Math.round(share * 100)} % of the processors meanwhile, run it again`
}

/** The same flood into one queue for all, without a rate limit and without anybody's share. */
async function showWhatUnguardedDoes(
  context: ProofContext,
  apiUrl: string,
  { alone, flooded }: Guarded,
): Promise<void> {
  context.onProgress('a third of that flood without a rate limit, into one queue for all')
  const plan = { apiUrl, backlogUrl: apiUrl, name: 'unguarded', requestsMax: UNGUARDED_REQUESTS }
  const unguarded = await withOtherWorker(context, 'worker-shares-one-queue', (putBack) =>
    watchFlooded(context, { ...plan, beforeSettling: putBack }),
  )
  const worse = completeOf(unguarded, 'all of it off')
  const before = completeOf(alone, 'alone')
  const guarded = completeOf(flooded, 'all of it on')
  context.notes.measurements.push({
    label: 'p95 beside a third of that flood, with one queue for all and no rate limit',
    unit: 'ms',
    quantities: [worse, guarded],
    bound: undefined,
  })
  context.notes.controls.push({
    kind: 'negative',
    description: 'without rate limit, queues and places per tenant, globex waits behind acme',
    outcome: `p95 ${inMs(worse)}: ${(worse.value / before.value).toFixed(0)} times its own alone`,
    asExpected:
      worse.samples >= SAMPLES_MIN &&
      worse.value >= before.value * VISIBLY_WORSE &&
      worse.value >= guarded.value * WORSE_THAN_GUARDED,
  })
}
