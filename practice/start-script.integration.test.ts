import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root, runProgram } from './test-support/run-program.ts'

const script = join(root, 'interview_practice.sh')

function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'easyflow practice '))
  // As root, the account of Postgres has to get through.
  chmodSync(directory, 0o755)
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

const pathOf = (tool: string): string =>
  execFileSync('bash', ['-c', 'command -v "$1"', 'bash', tool], { encoding: 'utf8' }).trim()

/** A PATH on which only these tools are found, beside the few that the script itself is written with. */
function createPath(tools: readonly string[]): string {
  const directory = createDirectory()
  for (const tool of ['bash', 'env', 'dirname', 'readlink', 'sed', ...tools]) {
    symlinkSync(pathOf(tool), join(directory, tool))
  }
  return directory
}

function writeProgram(directory: string, name: string, body: string): void {
  const file = join(directory, name)
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
}

test('through a symbolic link to a symbolic link, from elsewhere: it finds its checkout', async () => {
  const directory = createDirectory()
  symlinkSync(script, join(directory, 'first'))
  symlinkSync('first', join(directory, 'second link'))
  const { code, stdout, stderr } = await runProgram([join(directory, 'second link'), '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Usage: ./interview_practice.sh [options]')
})

test('a checkout whose path has spaces in it: runs', async () => {
  const checkout = join(createDirectory(), 'a checkout')
  mkdirSync(checkout)
  const files = ['interview_practice.sh', 'package.json', 'package-lock.json', 'scripts', 'practice', 'chaos']
  for (const file of [...files, 'system/contracts', 'system/runtime/requirements']) {
    cpSync(join(root, file), join(checkout, file), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
  const { code, stdout, stderr } = await runProgram([join(checkout, 'interview_practice.sh')])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.match(/Question \d of 3/g)).toHaveLength(3)
})

const NODE = 'Node.js is not installed.'
const NPM = 'npm is not installed.'
const JAVA = 'Java is not installed.'
const MAVEN = 'Maven is not installed'

test.each([
  { tools: [], flag: '--help', lacks: [NODE] },
  { tools: ['node'], flag: '--help', lacks: [NPM] },
  { tools: ['node'], flag: '--hostile', lacks: [NPM, JAVA, MAVEN] },
  { tools: ['node', 'npm'], flag: '--hostile', lacks: [JAVA, MAVEN] },
  { tools: ['node', 'npm'], flag: '--prove', lacks: [JAVA, MAVEN] },
  { tools: ['node', 'npm'], flag: '--only=queue-fails', lacks: [JAVA, MAVEN] },
  { tools: ['node', 'npm', 'java'], flag: '--hostile', lacks: [MAVEN] },
])(
  'with $tools alone, $flag: all of $lacks at once, one line each, exit 69',
  async ({ tools, flag, lacks }) => {
    const state = createDirectory()
    const variables = { PATH: createPath(tools), JAVA_HOME: undefined, EASYFLOW_STATE_DIR: state }
    const { code, stdout, stderr } = await runProgram([script, flag], variables)
    const lines = stderr.trimEnd().split('\n')
    const [first, ...rest] = lines
    const saying = rest.length === 0 ? [first?.replace('interview_practice: ', '')] : rest
    expect({ code, stdout, made: readdirSync(state) }).toEqual({ code: 69, stdout: '', made: [] })
    expect(saying.map((line) => line?.replace('  - ', ''))).toEqual(
      lacks.map((lack) => expect.stringContaining(lack) as string),
    )
    expect(first).toMatch(/^interview_practice: /)
  },
)

test('--docker with no docker: one line with a remedy, exit 69', async () => {
  const variables = { PATH: createPath(['node', 'npm']) }
  const { code, stdout, stderr } = await runProgram([script, '--hostile', '--docker'], variables)
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
    code: 69,
    stdout: '',
    lines: 1,
  })
  expect(stderr).toContain('interview_practice: Docker with compose is not installed.')
})

test('--docker with a client and no engine: one line with a remedy, exit 69', async () => {
  const path = createPath(['node', 'npm'])
  writeProgram(path, 'docker', '[ "$1" = compose ] || exit 1')
  const { code, stdout, stderr } = await runProgram([script, '--prove', '--docker'], { PATH: path })
  expect({ code, stdout, stderr }).toEqual({
    code: 69,
    stdout: '',
    stderr: 'interview_practice: No Docker engine answers. Start it, or leave --docker out\n',
  })
})

test('--docker needs no Java', async () => {
  const path = createPath(['node', 'npm'])
  writeProgram(path, 'docker', 'exit 0')
  const { code, stderr } = await runProgram([script, '--docker'], { PATH: path })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('the pitches need no Java', async () => {
  const { code, stderr } = await runProgram([script], { PATH: createPath(['node', 'npm']) })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test.each(['v18.20.0', 'v20.18.3'])('Node %s: too old, exit 69', async (version) => {
  const path = createPath(['npm'])
  writeProgram(path, 'node', `echo ${version}`)
  const { code, stderr } = await runProgram([script], { PATH: path })
  expect({ code, stderr }).toEqual({
    code: 69,
    stderr: `interview_practice: Node.js ${version} is too old. Get version 20.19 or newer from https://nodejs.org\n`,
  })
})

test.each([
  { java: `echo 'openjdk version "11.0.2" 2019-01-15' >&2`, says: 'Java 11 is too old' },
  { java: 'echo "Unable to locate a Java Runtime." >&2; exit 1', says: 'Java does not run' },
])('a java that does "$java": exit 69', async ({ java, says }) => {
  const path = createPath(['node', 'npm', 'mvn'])
  writeProgram(path, 'java', java)
  const { code, stderr } = await runProgram([script, '--hostile'], { PATH: path, JAVA_HOME: undefined })
  expect(code).toBe(69)
  expect(stderr).toContain(says)
})

test('the exit status is that of the program', async () => {
  expect((await runProgram([script, '--hostle'])).code).toBe(64)
})

// In processor time, which a busy machine does not change; on an idle one it is the time on the clock.
test('from the command to the questions on the screen: under one second', async () => {
  await runProgram([script, '--hostile'])
  const command = `TIMEFORMAT='%U %S'; time "$1" --hostile >/dev/null`
  const { stderr } = await runProgram(['bash', '-c', command, 'bash', script])
  const seconds = stderr.trim().split(' ').map(Number)
  expect(seconds.reduce((sum, part) => sum + part, 0)).toBeLessThan(1)
})
