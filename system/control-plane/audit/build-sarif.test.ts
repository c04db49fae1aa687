import { expect, test } from 'vitest'
import { z } from 'zod'
import { auditReportSchema, type AuditReport } from '../../contracts/audit-report.ts'
import { buildSarif } from './build-sarif.ts'

/** What SARIF 2.1.0 says of the members that are written; whole logs were checked against the schema of OASIS. */
const messageSchema = z.strictObject({ text: z.string().min(1) })
const resultSchema = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level: z.enum(['none', 'note', 'warning', 'error']),
  message: messageSchema,
  locations: z.array(
    z.strictObject({
      physicalLocation: z.strictObject({
        artifactLocation: z.strictObject({ uri: z.string(), uriBaseId: z.string() }),
        region: z.strictObject({ startLine: z.int().min(1) }),
      }),
      logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() })),
    }),
  ),
  partialFingerprints: z.record(z.string(), z.string()),
  suppressions: z
    .array(
      z.strictObject({
        kind: z.enum(['inSource', 'external']),
        status: z.enum(['accepted', 'underReview', 'rejected']),
        justification: z.string(),
      }),
    )
    .optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})
const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string(),
            rules: z.array(
              z.strictObject({
                id: z.string(),
                name: z.string(),
                shortDescription: messageSchema,
                helpUri: z.string(),
                defaultConfiguration: z.strictObject({ level: z.enum(['note', 'warning', 'error']) }),
                properties: z.strictObject({ tags: z.array(z.string()), 'security-severity': z.string() }),
              }),
            ),
          }),
        }),
        invocations: z.array(
          z.strictObject({
            executionSuccessful: z.boolean(),
            startTimeUtc: z.iso.datetime(),
            endTimeUtc: z.iso.datetime(),
          }),
        ),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        results: z.array(resultSchema),
      }),
    )
    .length(1),
})

const report: AuditReport = auditReportSchema.parse({
  version: 1,
  lookedAt: '2026-11-25T12:00:00.000Z',
  elapsedMs: 60,
  tenants: 2,
  lints: ['row_security_not_forced', 'grant_to_login'],
  findings: [
    {
      lint: 'grant_to_login',
      level: 'LEAK',
      tenant: 'globex',
      object: 'table tenant_globex.customers for easyflow_api',
      detail: 'easyflow_api holds SELECT',
      repair: 'revoke SELECT on table tenant_globex.customers from easyflow_api cascade;',
      changedAt: null,
      knownSince: '2026-11-25T12:00:00.000Z',
    },
    {
      lint: 'exemption_matches_nothing',
      level: 'ERROR',
      tenant: null,
      object: 'grant_to_login: nothing',
      detail: 'nothing of it is found any more',
      repair: 'delete from easyflow.audit_exemptions;',
      changedAt: null,
      knownSince: '2026-11-25T12:00:00.000Z',
    },
  ],
  exempted: [
    {
      lint: 'row_security_not_forced',
      object: 'tenant_globex.orders',
      reason: 'being moved until Friday',
    },
  ],
})

test('a report: SARIF in which every result names its rule', () => {
  const { runs } = sarifSchema.parse(buildSarif(report))
  const [run] = runs
  const rules = run?.tool.driver.rules.map(({ id }) => id) ?? []
  expect(run?.results).toHaveLength(3)
  for (const result of run?.results ?? []) expect(rules[result.ruleIndex]).toBe(result.ruleId)
})

test('a leak: an error; what stands behind another wall: a warning; what is allowed: suppressed, with its reason', () => {
  const [run] = sarifSchema.parse(buildSarif(report)).runs
  expect(run?.results.map(({ level }) => level)).toEqual(['error', 'warning', 'note'])
  expect(run?.results[2]?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'being moved until Friday' },
  ])
})

test('nothing found: a run without results, so that what was open is closed', () => {
  const [run] = sarifSchema.parse(buildSarif({ ...report, findings: [], exempted: [] })).runs
  expect(run?.results).toEqual([])
  expect(run?.tool.driver.rules).toHaveLength(2)
})
