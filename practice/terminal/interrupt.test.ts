import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { watchInterrupts } from './interrupt.ts'

function watch() {
  const sources = { process: new EventEmitter(), stdout: new EventEmitter() }
  const exits: number[] = []
  const crashes: unknown[] = []
  const interrupt = watchInterrupts({
    ...sources,
    exit: (code) => exits.push(code),
    onCrash: (error) => crashes.push(error),
  })
  return { ...sources, interrupt, exits, crashes }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  '%s: aborts once; the second ends the process with 130',
  (name) => {
    const { process, interrupt, exits } = watch()
    process.emit(name)
    expect({ aborted: interrupt.signal.aborted, kind: interrupt.kind(), exits: [...exits] }).toEqual({
      aborted: true,
      kind: 'signal',
      exits: [],
    })
    process.emit(name)
    expect(exits).toEqual([130])
  },
)

test('a closed pipe: aborts, and further writes to it change nothing', () => {
  const { stdout, interrupt, exits } = watch()
  stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  expect({ kind: interrupt.kind(), exits }).toEqual({ kind: 'reader-gone', exits: [] })
})

test('an error that nobody caught: reported, and the run is told to unwind', () => {
  const { process, interrupt, crashes } = watch()
  const error = new Error('lost')
  process.emit('uncaughtException', error)
  expect({ kind: interrupt.kind(), crashes }).toEqual({ kind: 'crash', crashes: [error] })
})
