import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { readMachineTime, readProcessorTimeOfTree } from './read-processor-time.ts'

/** Works until it has used this much of a processor, then says so and stays. */
const burn = (ms: number): string => `
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
  while (used() < ${String(ms)});
  console.log('burnt'); process.stdin.resume()`

test('a parent that is idle and a child that has worked: the child counts', async () => {
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(burn(500))}], { stdio: 'inherit' })
       process.stdin.resume()`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  try {
    await once(parent.stdout, 'data')
    const before = readMachineTime()

    expect(readProcessorTimeOfTree(parent.pid ?? 0)).toBeGreaterThanOrEqual(450)
    expect(before.busyMs).toBeLessThan(before.totalMs)
  } finally {
    parent.stdin.end()
    await once(parent, 'exit')
  }
})

test('a process that is gone: an error, not a small number', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')

  expect(() => readProcessorTimeOfTree(child.pid ?? 0)).toThrow('There is no process')
})
