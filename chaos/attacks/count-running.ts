import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { readNamedExecutions, namedOptions } from './named-executions.ts'
import { defineAttack } from './define-attack.ts'

const LOOK_EVERY_MS = 10

/** Looks how many of a tenant's executions run at the same time, while they want to run all at once. */
export const countRunning = defineAttack({
  name: 'count-running',
  isOrdinary: true,
  options: z.strictObject({
    ...namedOptions,
    /** What a worker has of one tenant in hand at most. More: nobody held them back. */
    atMost: z.int().positive(),
    forMs: z.number().positive(),
  }),
  async attack(environment, options, signal) {
    const endsAt = performance.now() + options.forMs
    let most = 0
    while (performance.now() < endsAt) {
      const rows = await readNamedExecutions(environment, options)
      most = Math.max(most, rows.filter(({ status }) => status === 'RUNNING').length)
      await delay(LOOK_EVERY_MS, undefined, { signal })
    }
    const isCapped = most > 0 && most <= options.atMost
    return {
      refusedBy: isCapped ? 'worker' : 'none',
      answer: `at most ${most} of them ran at a time`,
      seen: [],
    }
  },
})
