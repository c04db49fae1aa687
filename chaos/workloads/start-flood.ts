import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Submission } from '../checkers/check-executions.ts'

/** What a flooding caller is told to send. */
export interface FloodOrder {
  readonly apiUrl: string
  readonly token: string
  readonly tenant: TenantId
  readonly workflow: string
  readonly perSecond: number
  /** Requests that wait for an answer at a time; what would be more is left out. */
  readonly connections: number
  readonly requestsMax: number
  /** Markers begin with it. */
  readonly label: string
}

export interface FloodAnswer {
  readonly marker: string
  /** 0: none came. */
  readonly status: number
  readonly executionId: string | undefined
  readonly hasNoEffect: boolean
  readonly retryAfter: string | undefined
  /** The header RateLimit-Policy, '' without one. */
  readonly policy: string
}

export interface FloodResult {
  readonly answers: readonly FloodAnswer[]
  readonly submissions: readonly Submission[]
  readonly elapsedMs: number
}

export interface Flood {
  /** Resolves once `requestsMax` are sent and answered. */
  readonly ended: Promise<FloodResult>
  /** Sends no more, and resolves once what was sent is answered. Safe to call twice. */
  readonly stop: () => Promise<FloodResult>
}

/** Floods an api from a thread of its own, evenly and without regard to how it answers. */
export function startFlood(order: FloodOrder): Flood {
  const thread = new Worker(new URL('flood-thread.ts', import.meta.url), {
    workerData: order,
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const ended = once(thread, 'message').then(async ([said]) => {
    await thread.terminate()
    const { answers, elapsedMs } = said as Pick<FloodResult, 'answers' | 'elapsedMs'>
    return { answers, elapsedMs, submissions: answers.map((answer) => toSubmission(order, answer)) }
  })
  // Whoever never asks for the result must not end the process by its failure.
  ended.catch(() => undefined)
  return {
    ended,
    stop: () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      thread.postMessage('stop')
      return ended
    },
  }
}

function toSubmission({ tenant }: FloodOrder, answer: FloodAnswer): Submission {
  const { marker, executionId, status, hasNoEffect } = answer
  const isRefused = status > 0 && hasNoEffect
  return {
    tenant,
    marker,
    executionId,
    outcome: status === 202 ? 'accepted' : isRefused ? 'refused' : 'perhaps',
  }
}
