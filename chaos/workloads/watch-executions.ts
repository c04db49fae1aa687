import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { executionStatuses } from '../../system/contracts/execution.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { ENDED } from '../checkers/read-run.ts'
import type { History } from '../history/open-history.ts'
import { callHttp } from '../probes/call-http.ts'

export interface WatchOptions {
  readonly apiUrl: () => string
  readonly tokenOf: (tenant: TenantId) => Promise<string>
  readonly history: Pick<History, 'events' | 'write'>
  readonly signal: AbortSignal
}

export interface ExecutionWatch {
  /** Looks at an execution until it has ended, and once more; the pause doubles from 50 ms to 1,000. */
  readonly watch: (tenant: TenantId, executionId: string) => void
  /** Resolves when nobody looks any more; `signal` tells them to stop. */
  readonly stopped: () => Promise<void>
  /** One more look at each that was watched. */
  readonly lookAgain: () => Promise<void>
}

const shownSchema = z.object({ status: z.enum(executionStatuses), attempt: z.int() })
const PAUSE_MIN_MS = 50
const PAUSE_MAX_MS = 1000
/** Owners that look again at a time. */
const AT_ONCE = 8

/** Lets owners look at their executions over HTTP, and writes down what they are told. */
export function watchExecutions(options: WatchOptions): ExecutionWatch {
  const watched: { readonly tenant: TenantId; readonly executionId: string }[] = []
  const underWay = new Set<Promise<void>>()
  const follow = async (tenant: TenantId, executionId: string): Promise<void> => {
    for (let looks = 0, looksAfterEnd = 0; looksAfterEnd < 2; looks += 1) {
      if (options.signal.aborted) return
      const status = await lookOnce(options, { tenant, executionId, isFirst: looks === 0 })
      if (status !== undefined && ENDED.has(status)) looksAfterEnd += 1
      const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** looks)
      await delay(pauseMs, undefined, { signal: options.signal }).catch(() => undefined)
    }
  }
  return {
    watch(tenant, executionId) {
      watched.push({ tenant, executionId })
      const following = follow(tenant, executionId)
      underWay.add(following)
      void following.finally(() => underWay.delete(following))
    },
    async stopped() {
      await Promise.all(underWay)
    },
    async lookAgain() {
      const left = [...watched]
      const lookOn = async (): Promise<void> => {
        for (let one = left.shift(); one !== undefined; one = left.shift())
          await lookOnce(options, { ...one, isFirst: false })
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lookOn))
    },
  }
}

/** @returns what its owner was told, or `undefined`: no answer is no observation. */
async function lookOnce(
  { apiUrl, tokenOf, history }: WatchOptions,
  at: { readonly tenant: TenantId; readonly executionId: string; readonly isFirst: boolean },
): Promise<string | undefined> {
  const { tenant, executionId, isFirst } = at
  const token = await tokenOf(tenant).catch(() => undefined)
  if (token === undefined) return undefined
  const path = `/executions/${executionId}`
  const { status: code, json, text } = await callHttp(apiUrl(), { method: 'GET', path, token })
  const shown = shownSchema.safeParse(json)
  if (code !== 200 || !shown.success) return undefined
  const { status, attempt } = shown.data
  if (isFirst) history.write({ kind: 'seen', by: tenant, where: `GET ${path}`, text, isControl: false })
  history.write({ kind: 'observed', tenant, executionId, status, attempt })
  return status
}
