import { expect, test } from 'vitest'
import { selectCards } from './deck/select-cards.ts'
import { parseFlags } from './flags.ts'

const none = {
  help: false,
  hostile: false,
  prove: false,
  pushed: false,
  docker: false,
  seed: undefined,
  without: [],
  only: undefined,
}

test.each([
  { argv: [], flags: none },
  { argv: ['--hostile'], flags: { ...none, hostile: true } },
  { argv: ['--prove'], flags: { ...none, hostile: true, prove: true } },
  { argv: ['--prove', '--pushed'], flags: { ...none, hostile: true, prove: true, pushed: true } },
  { argv: ['--only', 'queue-fails'], flags: { ...none, hostile: true, only: 'queue-fails' } },
  { argv: ['--prove', '--docker'], flags: { ...none, hostile: true, prove: true, docker: true } },
  { argv: ['--seed=7'], flags: { ...none, seed: 7 } },
  {
    argv: ['--prove', '--without', 'a', '--without', 'b'],
    flags: { ...none, hostile: true, prove: true, without: ['a', 'b'] },
  },
  { argv: ['-h', '--hostile'], flags: { ...none, help: true } },
])('$argv is understood', ({ argv, flags }) => {
  expect(parseFlags(argv)).toEqual(flags)
})

test.each([
  { argv: ['--hostle'], message: "Unknown option '--hostle'" },
  { argv: ['hostile'], message: "Unexpected argument 'hostile'" },
  { argv: ['--seed'], message: "Option '--seed <value>' argument missing" },
  { argv: ['--seed', '1.5'], message: '--seed needs a whole number of at most nine digits' },
  { argv: ['--seed', ''], message: '--seed needs a whole number of at most nine digits' },
  { argv: ['--prove=yes'], message: "Option '--prove' does not take an argument" },
  { argv: ['--hostile', '--pushed'], message: '--pushed needs --prove' },
  { argv: ['--without', 'x'], message: '--without needs --prove' },
  { argv: ['--prove', '--without', ''], message: '--without needs the name of a defence' },
  {
    argv: ['--only', 'nothing'],
    message:
      '--only knows no question "nothing", only api-bug-bypasses-tenant-checks, database-per-tenant, noisy-neighbours, queue-fails, kafka-not-trusted, row-security-misconfigured',
  },
])('$argv is refused: $message', ({ argv, message }) => {
  expect(() => parseFlags(argv)).toThrow(expect.objectContaining({ name: 'UsageError', message }))
})

const idsOf = (selection: Parameters<typeof selectCards>[0]): string[] =>
  selectCards(selection).map(({ id }) => id)

test('a seed: another order of the same questions, the same each time', () => {
  const plain = idsOf({ hostile: true, only: undefined, seed: undefined })
  const seeded = idsOf({ hostile: true, only: undefined, seed: 7 })
  expect(seeded).toEqual(idsOf({ hostile: true, only: undefined, seed: 7 }))
  expect(seeded).not.toEqual(plain)
  expect([...seeded].sort()).toEqual([...plain].sort())
})

test('a seed leaves the pitches in order, from the shortest to the longest', () => {
  const ids = ['pitch-15-seconds', 'pitch-30-seconds', 'pitch-2-minutes']
  expect(idsOf({ hostile: false, only: undefined, seed: 7 })).toEqual(ids)
})

test('--only: that one question', () => {
  expect(idsOf({ hostile: true, only: 'queue-fails', seed: 7 })).toEqual(['queue-fails'])
})
