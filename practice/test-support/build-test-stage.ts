import { EventEmitter } from 'node:events'
import type { Proofs, StartSystem } from '../parts.ts'
import { renderTrouble } from '../render/render-trouble.ts'
import { createBackgroundSystem } from '../session/background-system.ts'
import type { DrillStage } from '../session/discuss-answer.ts'
import { watchInterrupts, type Interrupt } from '../terminal/interrupt.ts'
import type { Typed } from '../terminal/prompter.ts'
import { buildReport, fakeProofs, holds } from './fake-proofs.ts'
import { fakeRunningSystem } from './fake-system.ts'
import { openTestScreen } from './open-test-screen.ts'

export interface TestStageOptions {
  /** What is typed at each prompt, in order. Then the input ends. */
  readonly typed?: readonly string[]
  readonly startSystem?: StartSystem
  readonly proofs?: Proofs
  readonly without?: readonly string[]
}

export interface TestStage {
  readonly stage: DrillStage
  readonly interrupt: Interrupt
  readonly signals: EventEmitter
  /** What has been shown. */
  readonly text: () => string
  readonly counts: { started: number; stopped: number }
}

/** A stage whose clock goes on by one second each time it is asked. */
export function buildTestStage(options: TestStageOptions = {}): TestStage {
  const { screen, text } = openTestScreen()
  const counts = { started: 0, stopped: 0 }
  const signals = new EventEmitter()
  const interrupt = watchInterrupts({
    process: signals,
    stdout: new EventEmitter(),
    exit: () => undefined,
    onCrash: () => undefined,
  })
  const startSystem: StartSystem = async ({ onProgress }) => {
    counts.started += 1
    onProgress({ part: 'postgres', state: 'ready', elapsedMs: 812 })
    return fakeRunningSystem(() => {
      counts.stopped += 1
      return Promise.resolve()
    })
  }
  const pending = [...(options.typed ?? [])]
  const next = (): Promise<Typed> => {
    const line = pending.shift()
    if (line === undefined) return Promise.resolve({ lines: [], inputEnded: true })
    return Promise.resolve({ lines: line === '' ? [] : [line], inputEnded: false })
  }
  let clockMs = 0
  const stage: DrillStage = {
    screen,
    prompter: { readBlock: next, readLine: next, interject: (show) => show() },
    system: createBackgroundSystem({
      loadStartSystem: () => Promise.resolve(options.startSystem ?? startSystem),
      instance: 'practice-test',
      onTrouble: (event) => screen.show(renderTrouble(event, screen.page)),
    }),
    loadProofs: () =>
      Promise.resolve(
        options.proofs ?? fakeProofs((scenario) => Promise.resolve(buildReport(scenario, holds))),
      ),
    seed: 1,
    without: options.without ?? [],
    interrupt,
    now: () => (clockMs += 1000),
  }
  return { stage, interrupt, signals, text, counts }
}
