import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openTerminal, programs, runProgram } from '../test-support/run-program.ts'

const ESCAPE = '\u001b'
const pitches = programs.real
const hostile = [...programs.real, '--hostile']
const fakeProve = [...programs.fake, '--prove']

test('</dev/null: questions and answers in plain text, how to prove them, exit 0', async () => {
  const { code, stdout, stderr } = await runProgram(hostile)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.match(/Question \d of 6/g)).toHaveLength(6)
  expect(stdout).toContain('./interview_practice.sh --hostile --prove')
  expect(stdout).not.toContain(ESCAPE)
})

test('the three pitches, in the same way', async () => {
  const { code, stdout } = await runProgram(pitches)
  expect(code).toBe(0)
  expect(stdout.match(/Question \d of 3/g)).toHaveLength(3)
})

test('| cat, on a terminal: nothing is asked, no colours', async () => {
  const terminal = openTerminal(['bash', '-c', `"$@" | cat`, 'bash', ...hostile], { columns: 80 })
  expect(await terminal.ended()).toBe(0)
  expect(terminal.text()).toContain('No terminal, so nothing is asked')
  expect(terminal.text()).not.toContain(ESCAPE)
})

test('</dev/null on a terminal: nothing is asked, exit 0', async () => {
  const terminal = openTerminal(['bash', '-c', `"$@" </dev/null`, 'bash', ...hostile], { columns: 80 })
  expect(await terminal.ended()).toBe(0)
  expect(terminal.text()).toContain('No terminal, so nothing is asked')
})

test.each(['C', 'POSIX', ''])('LANG=%s: ASCII only', async (locale) => {
  const { stdout } = await runProgram(fakeProve, { LANG: locale })
  expect(stdout.match(/[^ -~\n]/g)).toBeNull()
  expect(stdout).toContain('  + positive: globex reads its own execution')
})

test('LC_ALL=C beats a LANG that says UTF-8', async () => {
  const { stdout } = await runProgram(hostile, { LC_ALL: 'C', LANG: 'C.UTF-8' })
  expect(stdout.match(/[^ -~\n]/g)).toBeNull()
})

test.each([
  { flags: [], code: 0 },
  { flags: ['--prove'], code: 2 },
])('$flags into a pipe that is closed at once: exit $code, no stack trace', async ({ flags, code }) => {
  const [file, ...args] = [...programs.fake, ...flags]
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  expect(await once(child, 'close')).toEqual([code, null])
  expect(stderr).toBe('')
})
