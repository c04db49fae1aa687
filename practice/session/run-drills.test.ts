import { expect, test } from 'vitest'
import { hostileQuestions } from '../deck/hostile-questions.ts'
import { pitches } from '../deck/pitches.ts'
import { buildTestStage } from '../test-support/build-test-stage.ts'
import { buildReport, fakeProofs, holds, violated } from '../test-support/fake-proofs.ts'
import { partlyProvenQuestions } from '../test-support/partly-proven-questions.ts'
import { runDrills, type DrillPlan } from './run-drills.ts'

/** What proves the answer to the first question. */
const answers = hostileQuestions[0]?.proofs ?? []
const hostile: DrillPlan = { title: 'Board', cards: hostileQuestions, startsSystem: true }
const ANSWER = 'The database enforces it under row-level security.'

test('q after the first answer: the summary, exit 0, the system stopped', async () => {
  const { stage, text, counts } = buildTestStage({ typed: [ANSWER, 'q'] })
  expect(await runDrills(hostile, stage)).toBe(0)
  expect(text()).toContain('Key points 2 of 5')
  expect(text()).toContain('not run')
  expect(counts).toEqual({ started: 1, stopped: 1 })
})

test('the first question is on the screen before anything of the system is loaded', async () => {
  const shownAtStart: string[] = []
  const test = buildTestStage({
    typed: ['q'],
    startSystem: () => {
      shownAtStart.push(test.text())
      return Promise.reject(new Error('not needed'))
    },
  })
  await runDrills(hostile, test.stage)
  expect(shownAtStart).toEqual([expect.stringContaining('Question 1 of 6')])
})

test('n through all six questions: each is asked once, in order', async () => {
  const { stage, text } = buildTestStage({ typed: hostileQuestions.flatMap(() => [ANSWER, 'n']) })
  expect(await runDrills(hostile, stage)).toBe(0)
  expect(text().match(/Question \d of 6/g)).toEqual(
    [1, 2, 3, 4, 5, 6].map((n) => `Question ${String(n)} of 6`),
  )
})

test('p: the proof runs on the live system and its verdict is the exit status', async () => {
  const proofs = fakeProofs((scenario) => Promise.resolve(buildReport(scenario, violated)))
  const { stage, text } = buildTestStage({ typed: [ANSWER, 'p', 'q'], proofs })
  expect(await runDrills(hostile, stage)).toBe(1)
  expect(text()).toContain('Verdict  VIOLATED - 214 examined - 4.3 s')
})

test('p twice: the proof runs twice on one system', async () => {
  const { stage, text, counts } = buildTestStage({ typed: [ANSWER, 'p', 'p', 'q'] })
  expect(await runDrills(hostile, stage)).toBe(0)
  expect(text().match(/Verdict {2}HOLDS/g)).toHaveLength(2 * answers.length)
  expect(counts).toEqual({ started: 1, stopped: 1 })
})

test('p on a question without a proof: it says that the proof comes next, and runs nothing', async () => {
  const cards = partlyProvenQuestions.filter(({ id }) => id === 'noisy-neighbours')
  const plan = { title: 'Board', cards, startsSystem: false }
  const { stage, text, counts } = buildTestStage({ typed: [ANSWER, 'p', 'q'] })
  expect(await runDrills(plan, stage)).toBe(0)
  expect(text()).toContain('The proof of this answer comes next: so far it is a claim.')
  expect(counts.started).toBe(0)
})

test('m climbs three rungs, each asked and answered, and there is no fourth', async () => {
  const pushes = ['m', 'because', 'm', 'because', 'm', 'because', 'm']
  const { stage, text } = buildTestStage({ typed: [ANSWER, ...pushes, 'q'] })
  await runDrills(hostile, stage)
  expect(text().match(/Push \d of 3/g)).toEqual(['Push 1 of 3', 'Push 2 of 3', 'Push 3 of 3'])
  expect(text().match(/A good reply/g)).toHaveLength(3)
  expect(text()).toContain('There is no fourth.')
})

test('p after the third push: the second fault is proven, not the answer again', async () => {
  const proven: string[] = []
  const proofs = fakeProofs((scenario) => {
    proven.push(scenario)
    return Promise.resolve(buildReport(scenario, holds))
  })
  const pushes = ['p', 'm', 'because', 'm', 'because', 'p', 'm', 'because', 'p']
  const { stage, text } = buildTestStage({ typed: [ANSWER, ...pushes, 'q'], proofs })
  expect(await runDrills(hostile, stage)).toBe(0)
  expect(proven).toEqual([...answers, ...answers, 'api-bug-and-row-security-off'])
  expect(text()).toContain('prove that last reply (a second fault on top) live')
})

test('o overrules a point, and again takes it back; the summary counts what the user says', async () => {
  const { stage, text } = buildTestStage({ typed: [ANSWER, 'o 2 3', 'o 3', 'q'] })
  await runDrills(hostile, stage)
  expect(text().match(/Key points \d of 5/g)).toEqual([
    'Key points 2 of 5',
    'Key points 4 of 5',
    'Key points 3 of 5',
  ])
  expect(text()).toMatch(/ 3\/5 /)
})

test.each(['o', 'o 9', 'o x', 'o 0'])(
  '"%s": says which points there are, changes nothing',
  async (command) => {
    const { stage, text } = buildTestStage({ typed: [ANSWER, command, 'q'] })
    await runDrills(hostile, stage)
    expect(text()).toContain('numbers from 1 to 5')
    expect(text()).toMatch(/ 2\/5 /)
  },
)

test('a letter that means nothing: said so, and asked again', async () => {
  const { stage, text } = buildTestStage({ typed: [ANSWER, 'x', 'q'] })
  expect(await runDrills(hostile, stage)).toBe(0)
  expect(text()).toContain('"x" is none of the letters below.')
})

test('nothing typed: counted as spoken, no point is judged', async () => {
  const { stage, text } = buildTestStage({ typed: ['', 'q'] })
  await runDrills(hostile, stage)
  expect(text()).toMatch(/it counts as\s+spoken/)
  expect(text()).toContain('Key points 0 of 5 (tick what you said;')
})

test.each([
  { when: 'at the first answer', typed: [] },
  { when: 'at the menu', typed: [ANSWER] },
  { when: 'during a push', typed: [ANSWER, 'm'] },
])('end of input $when: a message, exit 0, the system stopped', async ({ typed }) => {
  const { stage, text, counts } = buildTestStage({ typed })
  expect(await runDrills(hostile, stage)).toBe(0)
  expect(text()).toContain('End of input: the session ends here.')
  expect(counts).toEqual({ started: 1, stopped: 1 })
})

test('the pitches: nothing is started until a proof is asked for', async () => {
  const plan = { title: 'Pitches', cards: pitches, startsSystem: false }
  const without = buildTestStage({ typed: [ANSWER, 'n', ANSWER, 'n', ANSWER, 'n'] })
  expect(await runDrills(plan, without.stage)).toBe(0)
  expect(without.counts).toEqual({ started: 0, stopped: 0 })
  const withProof = buildTestStage({ typed: [ANSWER, 'p', 'q'] })
  expect(await runDrills(plan, withProof.stage)).toBe(0)
  expect(withProof.counts).toEqual({ started: 1, stopped: 1 })
})
