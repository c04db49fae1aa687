import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '..')
const program = join(root, 'node_modules/.bin/oxlint')

const outputSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })),
})

/** What must never pass: the rule's code as oxlint prints it, the file, and a text that breaks it. */
const planted: readonly (readonly [code: string, file: string, text: string])[] = [
  [
    'typescript(no-floating-promises)',
    'system/floating.ts',
    'export function start(work: () => Promise<void>): void {\n  work()\n}\n',
  ],
  [
    'typescript(switch-exhaustiveness-check)',
    'system/half-a-switch.ts',
    "export function label(mode: 'eco' | 'realtime'): string {\n  switch (mode) {\n    case 'eco':\n      return 'e'\n  }\n  return ''\n}\n",
  ],
  [
    'typescript(no-unsafe-return)',
    'system/any.ts',
    'export function parse(text: string): string {\n  return JSON.parse(text)\n}\n',
  ],
  [
    'typescript(no-explicit-any)',
    'system/explicit-any.ts',
    'export const anything = (value: any) => value\n',
  ],
  [
    'typescript(no-non-null-assertion)',
    'system/non-null.ts',
    'export const first = (list: readonly string[]): string => list[0]!\n',
  ],
  ['node(no-process-env)', 'system/environment.ts', "export const port = process.env['EASYFLOW_API_PORT']\n"],
  ['import(no-cycle)', 'system/chicken.ts', "export * from './egg.ts'\n"],
  ['import(no-cycle)', 'system/egg.ts', "export * from './chicken.ts'\n"],
  ['eslint(no-console)', 'system/chatty.ts', "export const greet = (): void => console.log('hello')\n"],
  [
    'eslint(no-empty)',
    'system/swallow.ts',
    'export function tidy(): void {\n  try {\n    JSON.parse("")\n  } catch {}\n}\n',
  ],
  ['eslint(max-lines)', 'system/long.ts', `export const line = 1\n${'line.toFixed()\n'.repeat(300)}`],
  [
    'eslint(max-lines-per-function)',
    'system/long-function.ts',
    `export function tell(log: (line: number) => void): void {\n${'  log(1)\n'.repeat(71)}}\n`,
  ],
  [
    'vitest(no-focused-tests)',
    'system/focused.test.ts',
    "import { test } from 'vitest'\ntest.only('a claim', () => {})\n",
  ],
  [
    'eslint(no-restricted-properties)',
    'system/mocked.test.ts',
    "import { vi } from 'vitest'\nvi.mock('./thing.ts')\n",
  ],
]

let found: z.infer<typeof outputSchema>['diagnostics']
beforeAll(async () => {
  const tree = await mkdtemp(join(tmpdir(), 'easyflow-lint-'))
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
      await cp(join(root, name), join(tree, name))
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'))
    for (const [, file, text] of planted) {
      const path = join(tree, file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
    found = await lint(tree)
  } finally {
    await rm(tree, { recursive: true, force: true })
  }
}, 60_000)

test.each(planted)('%s goes off on %s', (code, file) => {
  const codes = found.filter(({ filename }) => filename === file).map((finding) => finding.code)
  expect(codes).toContain(code)
})

async function lint(cwd: string): Promise<typeof found> {
  const { promise, resolve: settle } = Promise.withResolvers<string>()
  const args = [program, '--type-aware', '--deny-warnings', '--format', 'json', 'system']
  execFile(process.execPath, args, { cwd, maxBuffer: 64e6 }, (_exit, stdout) => settle(stdout))
  return outputSchema.parse(JSON.parse(await promise)).diagnostics
}
