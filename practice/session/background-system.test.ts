import { expect, test } from 'vitest'
import { EasyFlowError } from '../../system/contracts/easyflow-error.ts'
import type { StartEvent, StartOptions } from '../parts.ts'
import { fakeRunningSystem } from '../test-support/fake-system.ts'
import { createBackgroundSystem } from './background-system.ts'

function buildSystem() {
  const troubles: string[] = []
  let started: StartOptions | undefined
  const system = createBackgroundSystem({
    instance: 'practice-test',
    onTrouble: ({ part, state }: StartEvent) => void troubles.push(`${part} ${state}`),
    loadStartSystem: () =>
      Promise.resolve((options: StartOptions) => {
        started = options
        options.onProgress({ part: 'worker', state: 'ready', elapsedMs: 10 })
        return Promise.resolve(fakeRunningSystem(() => Promise.resolve()))
      }),
  })
  return {
    system,
    troubles,
    tell: (event: StartEvent) => started?.onProgress(event),
    end: () => started?.onEnded,
  }
}

test('a part dies once the system is ready: trouble, and no news of the start', async () => {
  const { system, troubles, tell } = buildSystem()
  const news: string[] = []
  await system.ready(({ part, state }) => void news.push(`${part} ${state}`))

  tell({ part: 'worker', state: 'died', elapsedMs: 0 })

  expect({ news, troubles }).toEqual({ news: ['worker ready'], troubles: ['worker died'] })
})

test('the system could not be kept: failed, and whoever waits for it is told why', async () => {
  const { system, end } = buildSystem()
  const reason = new EasyFlowError('ERR_PART_FAILED', 'kafka could not be brought back')
  await system.ready(() => undefined)

  end()?.(reason)

  expect([system.phase(), system.failure()]).toEqual(['failed', reason])
  await expect(system.ready(() => undefined)).rejects.toBe(reason)
})
