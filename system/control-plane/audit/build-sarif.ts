import type { AuditReport, Finding } from '../../contracts/audit-report.ts'

/** In which the pages of the lints lie, from the root of the checkout. */
const PAGES = 'docs/lints'
const LEVEL_OF = { LEAK: 'error', ERROR: 'warning' } as const
/** Code scanners sort by it: 0 to 10. */
const SEVERITY_OF = { LEAK: '9.0', ERROR: '7.0' } as const

/**
 * The report as SARIF 2.1.0, for whatever collects findings of scanners. A lint is a rule, an object of the database a
 * logical location; what is allowed on purpose is a result with a suppression and its reason.
 */
export function buildSarif({ lints, findings, exempted, lookedAt, elapsedMs }: AuditReport): object {
  const found = [...new Set([...lints, ...findings.map(({ lint }) => lint)])].sort()
  const startedAt = new Date(Date.parse(lookedAt)).toISOString()
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'easyflow audit', rules: found.map(ruleOf) } },
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: startedAt,
            endTimeUtc: new Date(Date.parse(lookedAt) + elapsedMs).toISOString(),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map((finding) => resultOf(finding, found)),
          ...exempted.map((one) => ({
            ruleId: one.lint,
            ruleIndex: found.indexOf(one.lint),
            level: 'note',
            message: { text: `${one.object}: allowed on purpose` },
            locations: locationsOf(one.object),
            partialFingerprints: { 'lintAndObject/v1': `${one.lint}/${one.object}` },
            suppressions: [{ kind: 'external', status: 'accepted', justification: one.reason }],
          })),
        ],
      },
    ],
  }
}

const ruleOf = (lint: string): object => ({
  id: lint,
  name: lint.replaceAll(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
  shortDescription: { text: lint.replaceAll('_', ' ') },
  helpUri: `${PAGES}/${lint}.md`,
  defaultConfiguration: { level: LEVEL_OF.ERROR },
  properties: { tags: ['security', 'isolation'], 'security-severity': SEVERITY_OF.ERROR },
})

function resultOf(finding: Finding, rules: readonly string[]): object {
  const { lint, level, tenant, object, detail, repair, changedAt, knownSince } = finding
  return {
    ruleId: lint,
    ruleIndex: rules.indexOf(lint),
    level: LEVEL_OF[level],
    message: { text: `${object}: ${detail}. Repair: ${repair}` },
    locations: locationsOf(object),
    // What somebody has dealt with stays dealt with, whatever its detail says the next time.
    partialFingerprints: { 'lintAndObject/v1': `${lint}/${object}` },
    properties: { level, tenant, repair, changedAt, knownSince, 'security-severity': SEVERITY_OF[level] },
  }
}

/** Nothing of a database lies in a file: the object is named, and the page of what it is kept in stands for the place. */
const locationsOf = (object: string): readonly object[] => [
  {
    physicalLocation: {
      artifactLocation: { uri: 'system/database', uriBaseId: '%SRCROOT%' },
      region: { startLine: 1 },
    },
    logicalLocations: [{ fullyQualifiedName: object, kind: 'object' }],
  },
]
