import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { readMemoryOfTree } from './read-memory.ts'

const MIB = 1024 * 1024

test('a parent whose child holds 100 MiB: the child counts, unless it is counted on its own', async () => {
  const holds100MiB = 'globalThis.held = Buffer.alloc(100 * 2 ** 20, 1)'
  const parent = await startNode(`
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(`${holds100MiB}; process.stdout.write('.'); process.stdin.resume()`)}],
      { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdout.once('data', () => console.log(child.pid))
    process.stdin.on('end', () => child.kill()).resume()`)

  const withChild = await readMemoryOfTree(parent.pid, new Set())
  const without = await readMemoryOfTree(parent.pid, new Set([Number(parent.said)]))

  expect(withChild - without).toBeGreaterThan(100 * MIB)
  expect(without).toBeGreaterThan(5 * MIB)
  expect(without).toBeLessThan(100 * MIB)
})

test('a process that is gone: an error, not a small number', async () => {
  const { child, pid } = await startNode("console.log('here')")
  if (child.exitCode === null) await once(child, 'exit')

  await expect(readMemoryOfTree(pid, new Set())).rejects.toThrow('ENOENT')
})

/** Starts Node on `script` and waits for the first thing it prints. It ends when its input does. */
async function startNode(script: string): Promise<{ child: ChildProcess; pid: number; said: string }> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    child.stdin.end()
    if (child.exitCode === null) await once(child, 'exit')
  })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  if (child.pid === undefined) throw new Error('Node did not start')
  return { child, pid: child.pid, said: said.toString().trim() }
}
