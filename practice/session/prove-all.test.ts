import { expect, test } from 'vitest'
import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import type { ProofContext } from '../parts.ts'
import { buildTestStage } from '../test-support/build-test-stage.ts'
import { buildReport, fakeProofs, holds, violated } from '../test-support/fake-proofs.ts'
import { fakeRunningSystem } from '../test-support/fake-system.ts'
import { partlyProvenQuestions } from '../test-support/partly-proven-questions.ts'
import { proveAll } from './prove-all.ts'

const unknownOne = fakeProofs((scenario) =>
  scenario === 'queue-fails'
    ? Promise.reject(new Error('the probe lost its connection'))
    : Promise.resolve(buildReport(scenario, holds)),
)

/** How many of the questions have a proof; the others wait for theirs. */
const proven = partlyProvenQuestions.filter(({ proofs }) => proofs.length > 0).length

test('every proof holds: exit 0, one system started and stopped, a table at the end', async () => {
  const { stage, text, counts } = buildTestStage()
  expect(await proveAll('Board', partlyProvenQuestions, stage)).toBe(0)
  expect(counts).toEqual({ started: 1, stopped: 1 })
  expect(text()).toContain('postgres ready after 812 ms')
  expect(text().match(/Verdict {2}HOLDS/g)).toHaveLength(proven)
  const table = text().slice(text().indexOf('question '))
  expect(table.match(/holds/g)).toHaveLength(proven)
  expect(table.match(/proof comes next/g) ?? []).toHaveLength(partlyProvenQuestions.length - proven)
})

test('one proof violated among others that hold: exit 1', async () => {
  const proofs = fakeProofs((scenario) =>
    Promise.resolve(buildReport(scenario, scenario === 'queue-fails' ? violated : holds)),
  )
  const { stage } = buildTestStage({ proofs })
  expect(await proveAll('Board', partlyProvenQuestions, stage)).toBe(1)
})

test('a question with two proofs, one of them violated: both run, and the question is violated', async () => {
  const ran: string[] = []
  const proofs = fakeProofs((scenario) => {
    ran.push(scenario)
    return Promise.resolve(buildReport(scenario, scenario === 'first' ? violated : holds))
  })
  const [card] = partlyProvenQuestions
  if (card === undefined) throw new Error('There is no card')
  const { stage } = buildTestStage({ proofs: { ...proofs, proofNames: ['first', 'second'] } })
  expect(await proveAll('Board', [{ ...card, proofs: ['first', 'second'] }], stage)).toBe(1)
  expect(ran).toEqual(['first', 'second'])
})

test('one proof throws: exit 2, its reason is shown, the others still run, the system is stopped', async () => {
  const { stage, text, counts } = buildTestStage({ proofs: unknownOne })
  expect(await proveAll('Board', partlyProvenQuestions, stage)).toBe(2)
  expect(text()).toContain('the probe lost its connection')
  expect(text().match(/Verdict {2}HOLDS/g)).toHaveLength(proven - 1)
  expect(counts).toEqual({ started: 1, stopped: 1 })
})

test('the system does not start: each proof is unknown with the reason, exit 2', async () => {
  const failure = new EasyFlowError('ERR_PART_FAILED', 'kafka ended with status 1')
  const { stage, text } = buildTestStage({ startSystem: () => Promise.reject(failure) })
  expect(await proveAll('Board', partlyProvenQuestions, stage)).toBe(2)
  expect(text().match(/ERR_PART_FAILED: kafka ended with status 1/g)).toHaveLength(proven + 1)
})

test('something that the system needs is not installed: exit 69, and what it is', async () => {
  const failure = new EasyFlowError('ERR_REQUIREMENT_MISSING', 'Java 17 or newer is needed')
  const { stage, text } = buildTestStage({ startSystem: () => Promise.reject(failure) })
  expect(await proveAll('Board', partlyProvenQuestions, stage)).toBe(69)
  expect(text()).toContain('Java 17 or newer is needed')
})

test('every proof holds but the system does not stop: exit 2, never 0', async () => {
  const stop = (): Promise<void> => Promise.reject(new Error('postgres is still there'))
  const { stage, text } = buildTestStage({ startSystem: () => Promise.resolve(fakeRunningSystem(stop)) })
  expect(await proveAll('Board', partlyProvenQuestions, stage)).toBe(2)
  expect(text()).toContain('The system did not stop cleanly. postgres is still there')
})

test('a question without a proof, alone: exit 2, for nothing was examined, and nothing is started', async () => {
  const { stage, counts } = buildTestStage()
  const cards = partlyProvenQuestions.filter(({ id }) => id === 'noisy-neighbours')
  expect(await proveAll('Board', cards, stage)).toBe(2)
  expect(counts.started).toBe(0)
})

test('a misspelt defence: a usage error before anything is started', async () => {
  const { stage, counts } = buildTestStage({ without: ['schema-wal'] })
  await expect(proveAll('Board', partlyProvenQuestions, stage)).rejects.toMatchObject({
    name: 'UsageError',
    message: '--without knows no defence "schema-wal", only schema-wall',
  })
  expect(counts.started).toBe(0)
})

test('seed, defences and the system reach the proof as they were given', async () => {
  const seen: Pick<ProofContext, 'seed' | 'without'>[] = []
  const proofs = fakeProofs((scenario, { seed, without }) => {
    seen.push({ seed, without })
    return Promise.resolve(buildReport(scenario, violated))
  })
  const { stage, text } = buildTestStage({ proofs, without: ['schema-wall'] })
  await proveAll('Board', partlyProvenQuestions.slice(0, 1), stage)
  expect(seen).toEqual([{ seed: 1, without: ['schema-wall'] }])
  expect(text()).toContain('seed 1, without schema-wall')
})

test('a proof that the harness does not have: unknown, naming those it has', async () => {
  const proofs = { ...fakeProofs(() => Promise.reject(new Error('not reached'))), proofNames: ['tea'] }
  const { stage, text } = buildTestStage({ proofs })
  expect(await proveAll('Board', partlyProvenQuestions.slice(0, 1), stage)).toBe(2)
  expect(text()).toContain('There is no proof named api-bug-bypasses-tenant-checks; there are tea')
})

test('SIGTERM during a proof: the proof is told and waited for, the system stopped, the interruption thrown', async () => {
  const told: string[] = []
  const { stage, signals, counts } = buildTestStage({
    proofs: fakeProofs(async (_, { signal }) => {
      const { promise, reject } = Promise.withResolvers<never>()
      signal.addEventListener('abort', () => {
        told.push('healed')
        reject(new Error('healed'))
      })
      signals.emit('SIGTERM')
      return promise
    }),
  })
  await expect(proveAll('Board', partlyProvenQuestions, stage)).rejects.toMatchObject({
    name: 'InterruptedError',
    message: 'Interrupted: signal',
  })
  expect({ told, counts }).toEqual({ told: ['healed'], counts: { started: 1, stopped: 1 } })
})

test('an interruption while the system starts: the start is given up', async () => {
  const reasons: unknown[] = []
  const { stage, interrupt } = buildTestStage({
    startSystem: async ({ signal }) => {
      const { promise, reject } = Promise.withResolvers<never>()
      signal?.addEventListener('abort', () => {
        reasons.push(signal.reason)
        reject(new Error('given up'))
      })
      interrupt.raise('signal')
      return promise
    },
  })
  await expect(proveAll('Board', partlyProvenQuestions, stage)).rejects.toMatchObject({
    name: 'InterruptedError',
  })
  expect(reasons).toHaveLength(1)
})
