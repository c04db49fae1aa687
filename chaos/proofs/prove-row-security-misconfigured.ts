import { addPermissivePolicy } from '../faults/add-permissive-policy.ts'
import { blindAudit } from '../faults/blind-audit.ts'
import { disableRowSecurity } from '../faults/disable-row-security.ts'
import type { Fault } from '../faults/fault.ts'
import { openSchemaToApi } from '../faults/open-schema-to-api.ts'
import { tablesOf } from '../faults/tables-of.ts'
import { runAuditOnce, startAuditWatch, type AuditWatch } from '../probes/audit-watch.ts'
import { waitFor } from '../wait-for.ts'
import { startTraffic, type SubmissionRecord } from '../workloads/start-traffic.ts'
import { GLOBEX, underFaults } from './api-bug-stage.ts'
import { acceptNote, awaitStatus } from './execution-watch.ts'
import { expectNamed, expectQuiet } from './expect-named.ts'
import { attackEveryWay, READ_ROWS, readAsApiLogin, type ExpectedRefusal } from './misconfiguration-stage.ts'
import { noteTraffic } from './note-traffic.ts'
import type { ProofContext } from './proof-context.ts'

const STEADY_ACCEPTED = 5
const NAMED_WITHIN_MS = 1000

interface Misconfiguration extends ExpectedRefusal {
  readonly says: string
  readonly fault: Fault
  readonly lint: string
}

/** Three ways to take one wall of globex's away by mistake, each alone, and then two at once; a watch runs all along. */
export async function proveRowSecurityMisconfigured(context: ProofContext): Promise<void> {
  const { access, without } = context
  const status = access.system.status()
  const standing = [
    ...(without.has('audit') ? [blindAudit(access.admin, status)] : []),
    ...(without.has('login-grants') ? [openSchemaToApi(access.admin, GLOBEX)] : []),
  ]
  await underFaults(context, standing, async () => {
    const watch = startAuditWatch(status)
    try {
      await waitFor('the audit to watch', context.signal, () =>
        Promise.resolve(watch.isWatching() || watch.endedWith() !== undefined),
      )
      await underTraffic(context, (records) => breakOneByOne(context, watch, records))
      await showThatItIsWholeAgain(context)
    } finally {
      await watch.stop()
    }
  })
}

async function underTraffic(
  context: ProofContext,
  work: (records: readonly SubmissionRecord[]) => Promise<void>,
): Promise<void> {
  const { access, label } = context
  const traffic = startTraffic({
    apiUrl: access.addresses.apiUrl,
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    tokenOf: access.tokenOf,
    canaries: access.canaries,
    everyMs: 100,
    label,
  })
  try {
    await waitFor('globex to be served', context.signal, () =>
      Promise.resolve(traffic.records.filter((one) => one.outcome === 'accepted').length >= STEADY_ACCEPTED),
    )
    await work(traffic.records)
    await noteTraffic(context, await traffic.stop())
  } finally {
    await traffic.stop()
  }
}

async function breakOneByOne(
  context: ProofContext,
  watch: AuditWatch,
  victims: readonly SubmissionRecord[],
): Promise<void> {
  const { admin } = context.access
  const tables = await tablesOf(admin, GLOBEX)
  const times: number[] = []
  const note = (afterMs: number | undefined): void => {
    if (afterMs !== undefined) times.push(afterMs)
  }
  for (const one of misconfigurationsOf(context)) {
    await underFaults(context, [one.fault], async () => {
      const expected = { fault: one.says, lints: [one.lint], objects: tables, leaks: false }
      note(await expectNamed(context, watch, expected))
      await attackEveryWay(context, one.says, { ...one, victims })
    })
    await expectQuiet(context, watch, one.says)
  }
  const both = [openSchemaToApi(admin, GLOBEX), disableRowSecurity(admin, GLOBEX)]
  await underFaults(context, both, async () => {
    const lints = ['grant_to_login', 'row_security_not_forced']
    note(
      await expectNamed(context, watch, {
        fault: 'grants and row security off together',
        lints,
        objects: tables,
        leaks: true,
      }),
    )
    await showThatItLeaks(context)
  })
  await expectQuiet(context, watch, 'both')
  noteTimes(context, times)
}

function misconfigurationsOf(context: ProofContext): readonly Misconfiguration[] {
  const { admin } = context.access
  const refused = { readMeets: /^SQLSTATE 42501$/, isGranted: false }
  const singles = [
    {
      says: 'row security off',
      fault: disableRowSecurity(admin, GLOBEX),
      lint: 'row_security_not_forced',
      ...refused,
    },
    {
      says: 'a policy that is always true',
      fault: addPermissivePolicy(admin, GLOBEX),
      lint: 'policy_always_true',
      ...refused,
    },
  ]
  const granted = {
    says: "grants to the api's login",
    fault: openSchemaToApi(admin, GLOBEX),
    lint: 'grant_to_login',
    readMeets: /^no row$/,
    isGranted: true,
  }
  // Healing it would take away what is to stay down.
  return context.without.has('login-grants') ? singles : [...singles, granted]
}

/** The same statement, with both walls down: a demonstration that cannot fail shows nothing. */
async function showThatItLeaks(context: ProofContext): Promise<void> {
  const answer = await readAsApiLogin(context, READ_ROWS)
  const canary = context.access.canaries.get(GLOBEX) ?? '\u0000'
  const hasLeaked = JSON.stringify(answer).includes(canary)
  context.notes.controls.push({
    kind: 'negative',
    description:
      "with grants to the api's login and row security off together, the same statement reads globex's customers",
    outcome: hasLeaked
      ? `${answer.ok ? answer.rowCount : 0} rows, globex's canary among them`
      : answer.ok
        ? `${answer.rowCount} rows, no canary`
        : `SQLSTATE ${answer.sqlstate}`,
    asExpected: hasLeaked,
  })
}

function noteTimes(context: ProofContext, times: readonly number[]): void {
  if (times.length === 0) return
  context.notes.measurements.push({
    label: 'from a fault in place to the line in which the watching audit names it',
    unit: 'ms',
    quantities: [
      {
        of: 'slowest',
        value: Math.max(...times),
        samples: times.length,
        samplesMin: 2,
        lowest: Math.min(...times),
        highest: Math.max(...times),
      },
    ],
    bound: { on: 'value', kind: 'at most', limit: NAMED_WITHIN_MS },
  })
}

async function showThatItIsWholeAgain(context: ProofContext): Promise<void> {
  await acceptNote(context, { tenant: GLOBEX, name: 'owner', mode: 'realtime' })
  const owner = await awaitStatus(context, 'owner', 'COMPLETE')
  const { code } = await runAuditOnce(context.access.system.status())
  const isClean = code === 0 || context.without.size > 0
  context.notes.controls.push({
    kind: 'positive',
    description:
      'globex itself, after everything was healed, runs a realtime execution; easyflow audit finds nothing',
    outcome: `${owner.status}, ${owner.effects} effect; exit ${String(code)}`,
    asExpected: owner.effects === 1 && isClean,
  })
}
