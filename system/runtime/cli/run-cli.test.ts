import { expect, test } from 'vitest'
import { commands } from './commands.ts'
import { runCli } from './run-cli.ts'

async function run(...argv: string[]): Promise<{ code: number; result: string; said: string }> {
  let result = ''
  let said = ''
  const output = {
    result: (text: string): void => void (result += text),
    talk: (text: string): void => void (said += text),
    isTerminal: false,
  }
  return { code: await runCli(argv, output), result, said }
}

test('help: every command on standard output, exit 0', async () => {
  const { code, result, said } = await run('help')

  expect({ code, said }).toEqual({ code: 0, said: '' })
  for (const name of Object.keys(commands)) expect(result).toMatch(new RegExp(`^  ${name} `, 'm'))
})

test('no command: the usage on standard error, exit 64', async () => {
  expect(await run()).toMatchObject({ code: 64, result: '', said: expect.stringContaining('Usage:') })
})

test.each([
  { argv: ['nope'], said: 'Unknown command "nope". Try one of: start, status' },
  { argv: ['toString'], said: 'Unknown command "toString"' },
  { argv: ['status', '--yaml'], said: "Unknown option '--yaml'" },
  { argv: ['status', 'kafka'], said: 'There is no use for "kafka"' },
  { argv: ['status', '--instance'], said: 'argument missing' },
  { argv: ['status', '--instance', '../x'], said: 'ERR_SETTINGS_INVALID' },
])('$argv: exit 64, and it says "$said"', async ({ argv, said }) => {
  expect(await run(...argv)).toMatchObject({ code: 64, result: '', said: expect.stringContaining(said) })
})
