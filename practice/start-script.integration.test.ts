import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root, runProgram } from './test-support/run-program.ts'

const script = join(root, 'interview_practice.sh')

function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'easyflow practice '))
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
  for (const file of [...files, 'system/contracts']) {
    cpSync(join(root, file), join(checkout, file), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
  const { code, stdout, stderr } = await runProgram([join(checkout, 'interview_practice.sh')])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.match(/Question \d of 3/g)).toHaveLength(3)
})

test.each([
  { tools: [], flag: '--help', says: 'Node.js is not installed.' },
  { tools: ['node'], flag: '--help', says: 'npm is not installed.' },
  { tools: ['node', 'npm'], flag: '--hostile', says: 'Java is not installed.' },
  { tools: ['node', 'npm'], flag: '--prove', says: 'Java is not installed.' },
  { tools: ['node', 'npm'], flag: '--only=queue-fails', says: 'Java is not installed.' },
  { tools: ['node', 'npm', 'java'], flag: '--hostile', says: 'Maven is not installed.' },
])('with $tools alone, $flag: one line with a remedy, exit 69', async ({ tools, flag, says }) => {
  const { code, stdout, stderr } = await runProgram([script, flag], { PATH: createPath(tools) })
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
    code: 69,
    stdout: '',
    lines: 1,
  })
  expect(stderr).toContain(`interview_practice: ${says}`)
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
  { java: `echo 'openjdk version "11.0.2" 2019-01-15' >&2`, says: 'Java 11 does not run or is too old.' },
  { java: 'echo "Unable to locate a Java Runtime." >&2; exit 1', says: 'Java does not run or is too old.' },
])('a java that does "$java": exit 69', async ({ java, says }) => {
  const path = createPath(['node', 'npm', 'mvn'])
  writeProgram(path, 'java', java)
  const { code, stderr } = await runProgram([script, '--hostile'], { PATH: path })
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
