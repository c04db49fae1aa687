import { expect, test } from 'vitest'
import { openTerminal, programs, shown, type Variables } from '../test-support/run-program.ts'

const ESCAPE = '\u001b'
const CTRL_D = '\u0004'
const PROMPT = ' words > '
const MENU_PROMPT = '\n> '
const fakeHostile = [...programs.fake, '--hostile']
const fakeProve = [...programs.fake, '--prove']

const linesOver = (text: string, columns: number): string[] =>
  shown(text)
    .split('\n')
    .filter((line) => line.length > columns)

test.each([60, 80])('%i columns: no printed line is longer', async (columns) => {
  const terminal = openTerminal(fakeHostile, { columns })
  await terminal.awaitText(PROMPT)
  terminal.type('The database does.\r\r')
  await terminal.awaitText(MENU_PROMPT)
  terminal.type('p\r')
  await terminal.awaitText('HOLDS')
  terminal.type('q\r')
  expect(await terminal.ended()).toBe(0)
  expect(linesOver(terminal.text(), columns)).toEqual([])
})

test('0 columns: laid out for 80', async () => {
  const terminal = openTerminal(fakeHostile, { columns: 0 })
  await terminal.awaitText(PROMPT)
  terminal.type(CTRL_D)
  expect(await terminal.ended()).toBe(0)
  expect(linesOver(terminal.text(), 80)).toEqual([])
  expect(shown(terminal.text())).toContain(`── Question 1 of 6 ${'─'.repeat(61)}`)
})

test('colours are there, to begin with', async () => {
  const terminal = openTerminal(fakeProve, { columns: 80 })
  await terminal.ended()
  expect(terminal.text()).toContain(`${ESCAPE}[32mHOLDS`)
})

test.each<{ variables: Variables }>([
  { variables: { NO_COLOR: '1' } },
  { variables: { CI: '1' } },
  { variables: { TERM: 'dumb' } },
])('$variables: no escape sequence at all, and the proofs hold', async ({ variables }) => {
  const terminal = openTerminal(fakeProve, { columns: 80, variables })
  expect(await terminal.ended()).toBe(0)
  expect(terminal.text()).not.toContain(ESCAPE)
})

test.each<{ variables: Variables }>([
  { variables: { NO_COLOR: '1' } },
  { variables: { CI: '1' } },
  { variables: { TERM: 'dumb' } },
])('$variables: questions can be answered, without colour', async ({ variables }) => {
  const terminal = openTerminal(fakeHostile, { columns: 80, variables })
  await terminal.awaitText(PROMPT)
  terminal.type('The database does.\r\r')
  await terminal.awaitText(MENU_PROMPT)
  terminal.type('q\r')
  expect(await terminal.ended()).toBe(0)
  expect(terminal.text()).not.toMatch(/\u001b\[[0-9;]*m/)
})

test.each([
  { where: 'at the first question', before: [] },
  { where: 'at the menu', before: ['The database does.\r\r'] },
])('end of input $where: a message and exit 0, never 13', async ({ before }) => {
  const terminal = openTerminal(fakeHostile, { columns: 80 })
  await terminal.awaitText(PROMPT)
  for (const keys of before) {
    terminal.type(keys)
    await terminal.awaitText(MENU_PROMPT)
  }
  terminal.type(CTRL_D)
  expect(await terminal.ended()).toBe(0)
  expect(terminal.text()).toContain('End of input: the session ends here.')
})

test('a paste with an empty line in it: what follows the line answers nothing', async () => {
  const terminal = openTerminal(fakeHostile, { columns: 80 })
  await terminal.awaitText(PROMPT)
  terminal.type('first part\r\rq\rn\r')
  await terminal.awaitText(MENU_PROMPT)
  terminal.type('o 1\r')
  await terminal.awaitText('Key points')
  terminal.type('q\r')
  expect(await terminal.ended()).toBe(0)
  expect(terminal.text()).not.toContain('Question 2 of 6')
})

test.each<{ situation: string; columns: number; variables: Variables }>([
  { situation: 'on one row', columns: 80, variables: {} },
  { situation: 'on two rows', columns: 30, variables: {} },
  { situation: 'on a dumb terminal', columns: 80, variables: { TERM: 'dumb' } },
])(
  'a part dies while an answer is typed $situation: said above it, and what was typed stays',
  async (given) => {
    const variables = { FAKE_START: 'troubled', ...given.variables }
    const terminal = openTerminal(fakeHostile, { columns: given.columns, variables })
    await terminal.awaitText(PROMPT)
    terminal.type('The database refuses the to')
    await terminal.awaitText('worker died: SIGKILL')
    await terminal.awaitText('FATAL: the last thing it')
    await terminal.awaitText('worker is back')
    await terminal.awaitText(`${PROMPT}The database refuses the to`)
    terminal.type('ken.\r')
    await terminal.awaitText('  5 words > ')
    terminal.type('\r')
    await terminal.awaitText(MENU_PROMPT)
    terminal.type('q\r')

    expect(await terminal.ended()).toBe(0)
    expect(terminal.text()).not.toContain(`${ESCAPE}[31m thing`)
  },
)
