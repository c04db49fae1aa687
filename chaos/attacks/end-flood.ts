import { z } from 'zod'
import { noteFlood } from '../workloads/note-flood.ts'
import type { FloodResult } from '../workloads/start-flood.ts'
import { defineAttack } from './define-attack.ts'

/** Ends the flood that goes on, and tells what it met: how much was refused, and whether too much got through. */
export const endFlood = defineAttack({
  name: 'end-flood',
  isOrdinary: true,
  options: z.strictObject({}),
  async attack({ stage, history }) {
    const [flood, ...others] = await stage.endFloods()
    if (flood === undefined || others.length > 0) throw new Error('There is not one flood to end')
    noteFlood(history, flood)
    return { ...nameMeeting(flood), seen: [] }
  },
})

function nameMeeting(flood: Pick<FloodResult, 'answers' | 'elapsedMs'>): {
  readonly refusedBy: 'api' | 'none'
  readonly answer: string
} {
  const { answers, elapsedMs } = flood
  const limited = answers.filter(({ status }) => status === 429)
  const accepted = answers.filter(({ status }) => status === 202).length
  const allowed = allowedIn(flood, elapsedMs / 1000)
  if (limited.length === 0 && accepted <= allowed)
    throw new Error(
      `The flood never got over what is allowed: ${answers.length} requests in ${Math.round(elapsedMs)} ms, so nobody could refuse any`,
    )
  const isRefused = limited.length > 0 && limited.every(({ retryAfter }) => Number(retryAfter) > 0)
  if (!isRefused) return { refusedBy: 'none', answer: `HTTP 202 to ${accepted} of ${answers.length}` }
  const excess = accepted > allowed ? `${accepted - allowed} more than allowed` : 'no more than allowed'
  return {
    refusedBy: accepted > allowed ? 'none' : 'api',
    answer: `HTTP 429 with Retry-After to ${limited.length}, ${accepted} accepted: ${excess}`,
  }
}

/** By the api's own word on its limit, `"default";q=25;w=1`: a burst, and what comes back in that time. */
function allowedIn({ answers }: Pick<FloodResult, 'answers'>, seconds: number): number {
  const policy = answers.find((answer) => answer.policy !== '')?.policy ?? ''
  const { quota, windowSeconds } = /q=(?<quota>\d+);w=(?<windowSeconds>\d+)/.exec(policy)?.groups ?? {}
  const perWindow = Number(quota ?? 0)
  return perWindow + Math.ceil((perWindow / Number(windowSeconds ?? 1)) * seconds)
}
