import { setTimeout as delay } from 'node:timers/promises'
import type { Mode } from '../../system/contracts/execution.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Submission } from '../checkers/check-executions.ts'
import { callHttp, readPath, type HttpAnswer } from '../probes/call-http.ts'

export interface TrafficOptions {
  readonly apiUrl: string
  readonly tenants: readonly TenantId[]
  readonly modes: readonly Mode[]
  readonly tokenOf: (tenant: TenantId) => Promise<string>
  /** Travels in every input, so that a leaked row shows. */
  readonly canaries: ReadonlyMap<string, string>
  /** Time between two submissions of one tenant. */
  readonly everyMs: number
  /** Tells the markers of two workloads apart. */
  readonly label: string
  /** Sends the marker as `Idempotency-Key` as well, so that a note without an answer may be sent again. */
  readonly withKeys?: boolean
}

export interface SubmissionRecord extends Submission {
  readonly mode: Mode
  readonly status: number
  readonly code: string | undefined
  /** What the answer says of the effect: 'none', 'unknown', or nothing. */
  readonly effect: unknown
  readonly retryAfter: string | undefined
  readonly sentAt: number
  /** Until the answer was there. */
  readonly elapsedMs: number
}

export interface Traffic {
  /** Everything answered so far. */
  readonly records: readonly SubmissionRecord[]
  /** Ends the workload and resolves when every request sent has been answered or has timed out. */
  readonly stop: () => Promise<readonly SubmissionRecord[]>
}

/** Lets callers of several tenants record notes, each at a steady pace, until stopped. */
export function startTraffic(options: TrafficOptions): Traffic {
  const records: SubmissionRecord[] = []
  const abort = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  const pace = async (tenant: TenantId): Promise<void> => {
    for (let count = 0; !abort.signal.aborted; count += 1) {
      const mode = options.modes[count % options.modes.length] ?? 'balanced'
      const sent = submitNote(options, { tenant, mode, marker: `${options.label}-${tenant}-${count}` }).then(
        (record) => records.push(record),
      )
      underWay.add(sent)
      void sent.finally(() => underWay.delete(sent))
      // The pace of the workload itself; nothing is waited for here.
      await delay(options.everyMs, undefined, { signal: abort.signal }).catch(() => undefined)
    }
  }
  const paces = options.tenants.map(pace)
  return {
    records,
    async stop() {
      abort.abort()
      await Promise.all(paces)
      await Promise.all(underWay)
      return records
    },
  }
}

/** Submits one note and says what the answer means: accepted, certainly refused, or perhaps done. */
export async function submitNote(
  options: Pick<TrafficOptions, 'apiUrl' | 'tokenOf' | 'canaries' | 'withKeys'>,
  note: { tenant: TenantId; mode: Mode; marker: string; workflow?: string },
): Promise<SubmissionRecord> {
  const sentAt = Date.now()
  const answer = await callHttp(options.apiUrl, {
    method: 'POST',
    path: '/workflows/execute',
    token: await options.tokenOf(note.tenant),
    ...(options.withKeys === true ? { headers: { 'idempotency-key': note.marker } } : {}),
    body: {
      workflow: note.workflow ?? 'record-note',
      mode: note.mode,
      input: { marker: note.marker, canary: options.canaries.get(note.tenant) ?? '' },
    },
  })
  const executionId = readPath(answer.json, 'executionId')
  const code = readPath(answer.json, 'code')
  return {
    tenant: note.tenant,
    mode: note.mode,
    marker: note.marker,
    executionId: typeof executionId === 'string' ? executionId : undefined,
    outcome: outcomeOf(answer),
    status: answer.status,
    code: typeof code === 'string' ? code : undefined,
    effect: readPath(answer.json, 'effect'),
    retryAfter: answer.headers['retry-after'],
    sentAt,
    elapsedMs: answer.elapsedMs,
  }
}

/** What an answer to a start means: accepted, certainly refused, or perhaps done. */
export function outcomeOf(answer: HttpAnswer): Submission['outcome'] {
  if (answer.status === 202) return 'accepted'
  return answer.status > 0 && readPath(answer.json, 'effect') === 'none' ? 'refused' : 'perhaps'
}
