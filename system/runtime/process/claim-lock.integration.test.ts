import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLock } from './claim-lock.ts'
import { birthNow } from './process-birth.ts'

const CLAIMERS = 12
const ROUNDS = 20
const DEAD = JSON.stringify({ pid: process.pid, birth: '1' })

interface Claimer {
  readonly pid: number
  readonly claim: (path: string) => Promise<string>
  readonly end: () => void
}

/** Claims what it is told to, in a process of its own, and keeps it. */
const SCRIPT = `
  const { claimLock } = await import('${join(import.meta.dirname, 'claim-lock.ts')}')
  const { createInterface } = await import('node:readline')
  console.log('here')
  for await (const path of createInterface({ input: process.stdin })) {
    console.log(await claimLock(path).then(() => 'won', (error) => error.holder === undefined ? error.message : 'held by ' + error.holder.pid))
  }`

let folder = ''
let claimers: readonly Claimer[] = []

async function startClaimer(): Promise<Claimer> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return {
    pid: child.pid ?? 0,
    claim: async (path) => {
      child.stdin.write(`${path}\n`)
      return String((await lines.next()).value)
    },
    end: () => void child.kill('SIGKILL'),
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easyflow-claim-'))
  claimers = await Promise.all(Array.from({ length: CLAIMERS }, startClaimer))
}, 30_000)

afterAll(async () => {
  for (const { end } of claimers) end()
  await rm(folder, { recursive: true })
})

test.each([
  { situation: 'a free lock', before: undefined },
  { situation: "a dead one's lock", before: DEAD },
  { situation: 'a lock that nobody can read', before: '{"pid":' },
])(
  '$situation, claimed by twelve processes at once: exactly one gets it, every time',
  async ({ before }) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = join(folder, `${String(round)}-${String(before?.length ?? 0)}.json`)
      if (before !== undefined) await writeFile(path, before)

      const answers = await Promise.all(claimers.map(async ({ claim }) => await claim(path)))
      const winner = claimers[answers.indexOf('won')]?.pid ?? 0

      expect(answers.filter((answer) => answer !== 'won')).toEqual(
        Array.from({ length: CLAIMERS - 1 }, () => `held by ${String(winner)}`),
      )
      expect(await readLock(path)).toEqual({ pid: winner, birth: birthNow(winner) })
    }
    expect((await readdir(folder)).filter((name) => !/^\d+-\d+\.json$/.test(name))).toEqual([])
  },
  60_000,
)

test('its holder is killed: the next one gets it', async () => {
  const path = join(folder, 'last.json')
  const [first, second] = [await startClaimer(), await startClaimer()]

  const answers = [await first.claim(path), await second.claim(path)]
  first.end()
  while (birthNow(first.pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5))
  answers.push(await second.claim(path))
  second.end()

  expect(answers).toEqual(['won', `held by ${String(first.pid)}`, 'won'])
})
