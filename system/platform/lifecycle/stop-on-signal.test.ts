import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { runShutdown, type ShutdownPhase } from './run-shutdown.ts'
import { stopOnSignal, type Stoppable } from './stop-on-signal.ts'

const silent = { info: () => undefined, error: () => undefined }

function createStop(phases: readonly ShutdownPhase[]): {
  source: EventEmitter
  exits: number[]
  stoppable: Stoppable
} {
  const source = new EventEmitter()
  const exits: number[] = []
  const stoppable = stopOnSignal({ phases, log: silent, source, exit: (code) => void exits.push(code) })
  return { source, exits, stoppable }
}

test.each(['SIGTERM', 'SIGINT', 'disconnect'])('%s: phases in order, then exit 0', async (event) => {
  const ran: string[] = []
  const phase = (name: string): ShutdownPhase => ({ name, limitMs: 100, run: () => void ran.push(name) })
  const { source, exits, stoppable } = createStop([phase('http'), phase('kafka'), phase('postgres')])

  source.emit(event)
  await stoppable.stop('again')

  expect(ran).toEqual(['http', 'kafka', 'postgres'])
  expect(exits).toEqual([0])
  expect(stoppable.stopping.aborted).toBe(true)
})

test('a phase that fails and one that hangs: the rest still runs, exit 1', async () => {
  const ran: string[] = []
  let told: AbortSignal | undefined
  const { exits, stoppable } = createStop([
    { name: 'fails', limitMs: 100, run: () => Promise.reject(new Error('no')) },
    {
      name: 'hangs',
      limitMs: 10,
      run: (signal) => {
        told = signal
        return Promise.withResolvers<undefined>().promise
      },
    },
    { name: 'last', limitMs: 100, run: () => void ran.push('last') },
  ])

  await stoppable.stop('test')

  expect({ ran, exits, told: told?.aborted }).toEqual({ ran: ['last'], exits: [1], told: true })
})

test('a second signal while a phase runs: exit 130 at once', () => {
  const { source, exits } = createStop([
    { name: 'hangs', limitMs: 60_000, run: () => Promise.withResolvers<undefined>().promise },
  ])

  source.emit('SIGTERM')
  source.emit('SIGINT')

  expect(exits).toEqual([130])
})

test('the parent goes away after SIGTERM: not taken for a second signal', () => {
  const { source, exits } = createStop([
    { name: 'hangs', limitMs: 60_000, run: () => Promise.withResolvers<undefined>().promise },
  ])

  source.emit('SIGTERM')
  source.emit('disconnect')

  expect(exits).toEqual([])
})

test('two failed phases: one AggregateError with both', async () => {
  const phase: ShutdownPhase = { name: 'fails', limitMs: 100, run: () => Promise.reject(new Error('no')) }

  const failure: unknown = await runShutdown([phase, phase], silent).catch((error: unknown) => error)

  expect(failure).toBeInstanceOf(AggregateError)
  expect((failure as AggregateError).errors).toHaveLength(2)
})
