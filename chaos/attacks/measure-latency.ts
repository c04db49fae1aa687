import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { dataSchemaOf } from '../../system/contracts/names.ts'
import type { Quantity } from '../measurement.ts'
import { watchOthers } from '../probes/processor-share.ts'
import { quantityOf } from '../quantity-of.ts'
import { waitFor } from '../wait-for.ts'
import type { SubmissionRecord } from '../workloads/start-traffic.ts'
import { submitOperation } from '../workloads/submit-operation.ts'
import { defineAttack, type AttackEnvironment } from './define-attack.ts'
import { findMeasured } from './find-measured.ts'
import { markerOf, namedOptions, readNamedExecutions } from './named-executions.ts'

const optionsSchema = z.strictObject({
  tenant: namedOptions.tenant,
  /** What it is called in the record: "alone". Also the name of its executions. */
  name: namedOptions.name,
  /** From one request to the next. */
  everyMs: z.number().min(5),
  forMs: z.number().positive(),
  /** Fewer are no evidence. */
  samplesMin: z.int().positive(),
  /** What it has to be beside another one measured before. Without it it is only written down. */
  bound: z
    .discriminatedUnion('is', [
      /** So many times the other one, or where that is a trifle so many milliseconds more. */
      z.strictObject({ is: z.literal('at most'), of: z.string(), times: z.number(), orMoreByMs: z.number() }),
      /** Of a control: it is visibly worse. Not held against the system. */
      z.strictObject({ is: z.literal('at least'), of: z.string(), times: z.number() }),
    ])
    .optional(),
  /** Once more before it is held against the system: the noisy one may have been outside of it. Default 1. */
  triesMax: z.int().positive().optional(),
})
type Options = z.infer<typeof optionsSchema>

/** What is still not done so long after the last request counts as having taken as long as it has by then. */
const SETTLE_MS = 2000
/** When others had more of the machine than this, a broken bound may be their doing. */
const OTHERS_MAX = 0.2

/** Lets a tenant ask for executions at an even pace, and measures from the request to COMPLETE. */
export const measureLatency = defineAttack({
  name: 'measure-latency',
  isOrdinary: true,
  options: optionsSchema,
  async attack(environment, options, signal) {
    const { bound, triesMax = 1 } = options
    for (let count = 1; ; count += 1) {
      // Each try has names of its own.
      const name = `${options.name}${'x'.repeat(count - 1)}`
      const taken = await measure(environment, { ...options, name }, signal)
      const limit = bound === undefined ? undefined : limitOf(environment, bound)
      const { value } = taken.quantity
      const isKept = limit === undefined || (bound?.is === 'at least' ? value >= limit : value <= limit)
      if (!isKept && count < triesMax) continue
      write(environment, { ...taken, options, limit, isKept })
      const compared =
        limit === undefined
          ? ''
          : `, ${bound?.is ?? ''} ${limit.toFixed(0)} ms: ${isKept ? 'kept' : 'broken'}`
      return { refusedBy: 'none', answer: `p95 ${value.toFixed(0)} ms${compared}`, seen: [] }
    }
  },
})

interface Taken {
  readonly quantity: Quantity
  /** The share of the machine that went to others meanwhile; `undefined`: nobody can tell. */
  readonly othersShare: number | undefined
}

async function measure(
  environment: AttackEnvironment,
  options: Options,
  signal: AbortSignal,
): Promise<Taken> {
  const { access, stage } = environment
  const { tenant, name, everyMs, forMs, samplesMin } = options
  const readOthers = await watchOthers(() => access.system.status())
  const sent: Promise<SubmissionRecord | undefined>[] = []
  const endsAt = performance.now() + forMs
  for (let index = 0; performance.now() < endsAt; index += 1) {
    const op = `${markerOf(environment, { tenant, name })}-${index}`
    sent.push(submitOperation(environment, { apiUrl: stage.apiUrl(), tenant, mode: 'balanced', op }))
    await delay(everyMs, undefined, { signal })
  }
  const records = (await Promise.all(sent)).filter((record) => record?.outcome === 'accepted')
  const othersShare = await readOthers()
  const isSettled = async (): Promise<boolean> =>
    (await readNamedExecutions(environment, { tenant, name })).every(({ status }) => status === 'COMPLETE')
  await waitFor('them to be complete', signal, isSettled, SETTLE_MS).catch(() => signal.throwIfAborted())
  const durations = await readDurationsUntilNow(environment, { tenant, name })
  // By the answer's own clock and the database's own, added up: never less than what was felt.
  const samples = records.flatMap((record) => {
    const ms = record === undefined ? undefined : durations.get(record.marker)
    return record === undefined || ms === undefined ? [] : [record.elapsedMs + ms]
  })
  return { quantity: quantityOf(samples, { of: options.name, share: 0.95, samplesMin }), othersShare }
}

async function readDurationsUntilNow(
  environment: AttackEnvironment,
  named: Pick<Options, 'tenant' | 'name'>,
): Promise<ReadonlyMap<string, number>> {
  const rows = await environment.access.admin.rows(
    `select input ->> 'marker' as marker,
       extract(epoch from coalesce(completed_at, clock_timestamp()) - created_at)::float8 * 1000 as ms
     from ${dataSchemaOf(named.tenant)}.workflow_executions where input ->> 'marker' like $1`,
    [`${markerOf(environment, named)}-%`],
  )
  return new Map(rows.map((row) => [String(row['marker']), Number(row['ms'])]))
}

function limitOf({ history }: AttackEnvironment, bound: Options['bound'] & {}): number {
  const { value } = findMeasured(history.events, bound.of)
  return bound.is === 'at least'
    ? value * bound.times
    : Math.max(value * bound.times, value + bound.orMoreByMs)
}

function write(
  { history }: AttackEnvironment,
  {
    quantity,
    othersShare,
    options: { tenant, name, bound },
    limit,
    isKept,
  }: Taken & {
    readonly options: Options
    readonly limit: number | undefined
    readonly isKept: boolean
  },
): void {
  const isCrowded = !isKept && (othersShare ?? 0) > OTHERS_MAX
  const percent = Math.round((othersShare ?? 0) * 100)
  history.write({
    kind: 'measured',
    label: `p95 of ${tenant}'s executions, from the request to COMPLETE: ${name}`,
    unit: 'ms',
    quantities: bound === undefined ? [quantity] : [quantity, findMeasured(history.events, bound.of)],
    // A control is judged by what it was expected to meet.
    bound: limit === undefined || bound?.is === 'at least' ? null : { on: 'value', kind: 'at most', limit },
    doubt: isCrowded ? `other programs had ${percent} % of the processors meanwhile, run it again` : null,
  })
}
