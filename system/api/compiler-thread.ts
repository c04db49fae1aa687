import { parentPort } from 'node:worker_threads'
import jsonata from 'jsonata'

/** A thread that says of each expression it is sent whether it can be compiled. It evaluates none. */
parentPort?.on('message', (expressions: readonly string[]) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(expressions.map(compiles))
})

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage('loaded')

function compiles(expression: string): boolean {
  try {
    jsonata(expression)
    return true
  } catch {
    return false
  }
}
