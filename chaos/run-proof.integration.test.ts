import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { RunningSystem } from '../system/contracts/running-system.ts'
import { startTestSystem } from '../system/test-support/start-test-system.ts'
import type { ProofReport } from './proof-report.ts'
import { defences, proofNames, runProof } from './run-proof.ts'

let system: RunningSystem

beforeAll(async () => {
  system = await startTestSystem()
}, 180_000)
afterAll(() => system.stop())

async function prove(name: string, without: readonly string[] = []): Promise<ProofReport> {
  const report = await runProof(name, {
    system,
    seed: 1,
    without,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  })
  onTestFinished(() => rm(report.directory ?? '', { recursive: true, force: true }))
  return report
}

test(
  'a scenario as a proof: its faults, attacks and controls, and the directory that keeps it all',
  { timeout: 120_000 },
  async () => {
    const report = await prove('restore-mixes-tenants')
    // The whole verdict, so that a failure shows its witnesses.
    expect(report.verdict).toEqual({ outcome: 'holds', examined: expect.any(Number) as unknown })
    expect(new Set(report.faults.map(({ fault }) => fault))).toEqual(
      new Set(['mix-tenants', 'disable-row-security']),
    )
    expect(report.faults.every(({ evidence }) => evidence.length > 0)).toBe(true)
    expect(report.attacks.length).toBeGreaterThan(3)
    expect(new Set(report.controls.map(({ kind }) => kind))).toEqual(new Set(['positive', 'negative']))
    expect(report.controls.map(({ outcome }) => outcome)).toContain(
      "HTTP 200, globex's canary is in what came back",
    )
    expect(report.traffic.every((own) => own.accepted > 0 && own.complete === own.accepted)).toBe(true)
    const kept = ['journal.json', 'report.html', 'history.jsonl']
    expect(kept.filter((file) => !existsSync(join(report.directory ?? '', file)))).toEqual([])
  },
)

test(
  'a defence taken away, beside one that is not of this scenario: violated, by the witness that it must be',
  { timeout: 120_000 },
  async () => {
    const { verdict } = await prove('restore-mixes-tenants', ['tenant-in-rows', 'sweeper'])
    const said = verdict.outcome === 'violated' ? verdict.witnesses.map((one) => one.explanation) : []
    expect({ outcome: verdict.outcome, said: said.join('\n') }).toEqual({
      outcome: 'violated',
      said: expect.stringMatching(/leaked: acme saw the canary of globex/) as unknown,
    })
  },
)

test('an unknown scenario: a TypeError that names the known ones', async () => {
  await expect(prove('no-such-scenario')).rejects.toThrow(
    new TypeError(`There is no scenario "no-such-scenario". There are: ${proofNames.join(', ')}`),
  )
})

test('what can be taken away: every defence that a scenario names, in words', () => {
  expect(Object.keys(defences)).toEqual(expect.arrayContaining(['broker-acl', 'rate-limit', 'sweeper']))
})
