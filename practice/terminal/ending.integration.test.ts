import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { expectGone, pidIn } from '../test-support/expect-gone.ts'
import { openTerminal, programs, runProgram, shown, type Terminal } from '../test-support/run-program.ts'

const ESCAPE = '\u001b'
const CTRL_C = '\u0003'
const PROMPT = ' words > '
const fakeHostile = [...programs.fake, '--hostile']
const fakeProve = [...programs.fake, '--prove']

/** Whatever hid the cursor has shown it again. */
function expectCursorShown(terminal: Terminal): void {
  const text = terminal.text()
  expect(text.lastIndexOf(`${ESCAPE}[?25l`)).toBeLessThanOrEqual(text.lastIndexOf(`${ESCAPE}[?25h`))
}

test('Ctrl-C while every proof is run: exit 130, the cursor shown, the system ended', async () => {
  const terminal = openTerminal(fakeProve, {
    columns: 80,
    variables: { FAKE_PROOFS: 'wait' },
  })
  await terminal.awaitText('the fault is in place')
  terminal.type(CTRL_C)
  expect(await terminal.ended()).toBe(130)
  expectCursorShown(terminal)
  await expectGone(pidIn(terminal.text()))
})

test('Ctrl-C while a proof asked for with p runs: exit 130, the cursor shown, the system ended', async () => {
  const terminal = openTerminal(fakeHostile, { columns: 80, variables: { FAKE_PROOFS: 'wait' } })
  await terminal.awaitText(PROMPT)
  terminal.type('The database does.\r\r')
  await terminal.awaitText('\n> ')
  terminal.type('p\r')
  await terminal.awaitText('the fault is in place')
  terminal.type(CTRL_C)
  expect(await terminal.ended()).toBe(130)
  expectCursorShown(terminal)
})

test('Ctrl-C while typing: exit 130', async () => {
  const terminal = openTerminal(fakeHostile, { columns: 80 })
  await terminal.awaitText(PROMPT)
  terminal.type('The data')
  await terminal.awaitText('The data')
  terminal.type(CTRL_C)
  expect(await terminal.ended()).toBe(130)
  expect(shown(terminal.text())).toMatch(/The data\nSystem stopped after .*\nInterrupted\.\n$/)
  expectCursorShown(terminal)
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s during a proof: exit 130, the system ended',
  async (signal) => {
    const [file, ...args] = fakeProve
    const child = spawn(file ?? '', args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      // oxlint-disable-next-line node/no-process-env
      env: { ...process.env, FAKE_PROOFS: 'wait' },
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (chunk.toString().includes('the fault is in place')) child.kill(signal)
    })
    expect(await once(child, 'close')).toEqual([130, null])
    await expectGone(pidIn(text))
  },
)

test.each([
  { variables: { FAKE_PROOFS: 'hold' }, code: 0 },
  { variables: { FAKE_PROOFS: 'violate' }, code: 1 },
  { variables: { FAKE_PROOFS: 'throw' }, code: 2 },
  { variables: { FAKE_START: 'fails' }, code: 2 },
  { variables: { FAKE_START: 'requirement-missing' }, code: 69 },
])('$variables: exit $code', async ({ variables, code }) => {
  expect((await runProgram(fakeProve, variables)).code).toBe(code)
})

test('an unknown flag: one line on stderr, nothing on stdout, exit 64', async () => {
  expect(await runProgram([...programs.real, '--hostle'])).toEqual({
    code: 64,
    stdout: '',
    stderr: "interview_practice: Unknown option '--hostle'. Try --help.\n",
  })
})

test('--help: the text, exit 0', async () => {
  const { code, stdout, stderr } = await runProgram([...programs.real, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Usage: ./interview_practice.sh [options]')
})
