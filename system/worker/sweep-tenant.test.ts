import { expect, test } from 'vitest'
import type { Claim } from './claim-store.ts'
import { sweepTenant, type SweepOptions } from './sweep-tenant.ts'

const claim = { executionId: 'e' } as Claim

/** Sweeps over answers to `claimDue` until they are used up, with `places` free each time. */
async function sweep(
  answers: readonly (readonly Claim[] | Error)[],
  change: Partial<SweepOptions> = {},
): Promise<{ asked: [number, number][]; claimed: number; released: number; outcomes: unknown[] }> {
  const stop = new AbortController()
  const seen = { asked: [] as [number, number][], claimed: 0, released: 0, outcomes: [] as unknown[] }
  await sweepTenant({
    reserve: (wanted) => Math.min(wanted, 2),
    release: (places) => {
      seen.released += places
    },
    claimDue: async (batch, graceMs) => {
      const answer = answers[seen.asked.length]
      seen.asked.push([batch, graceMs])
      if (seen.asked.length >= answers.length) stop.abort()
      if (answer instanceof Error) throw answer
      return Promise.resolve(answer ?? [])
    },
    onClaim: () => {
      seen.claimed += 1
    },
    hintsAreComing: () => true,
    onOutcome: (failure) => seen.outcomes.push(failure),
    intervalMs: 1,
    random: () => 0.5,
    signal: stop.signal,
    ...change,
  })
  return seen
}

test('hints are coming: rows are left to them for two seconds, and unused places are given back', async () => {
  expect(await sweep([[claim]])).toEqual({
    asked: [[2, 2000]],
    claimed: 1,
    released: 1,
    outcomes: [undefined],
  })
})

test('hints are not coming: rows are taken at once', async () => {
  expect((await sweep([[]], { hintsAreComing: () => false })).asked).toEqual([[2, 0]])
})

test('as many found as asked for: it looks again without a pause', async () => {
  const startedAt = performance.now()
  const { claimed } = await sweep([[claim, claim], [claim, claim], []], { intervalMs: 10_000 })
  expect(claimed).toBe(4)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})

test('the database fails: told, places given back, and it looks again', async () => {
  const failure = new Error('down')
  expect(await sweep([failure, [claim]])).toMatchObject({
    claimed: 1,
    released: 3,
    outcomes: [failure, undefined],
  })
})

test('no place is free: the database is not asked', async () => {
  const stop = new AbortController()
  const { asked } = await sweep([[claim]], {
    reserve: () => {
      stop.abort()
      return 0
    },
    signal: stop.signal,
  })
  expect(asked).toEqual([])
})
