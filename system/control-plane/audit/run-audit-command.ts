import type { AuditReport, Finding } from '../../contracts/audit-report.ts'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { installLints } from '../../database/install-lints.ts'
import {
  openInstaller,
  withInstaller,
  type Installer,
  type OpenInstaller,
} from '../../platform/database/with-installer.ts'
import { buildSarif } from './build-sarif.ts'
import { describeAudit, describeRepair } from './describe-audit.ts'
import { lookElsewhere, type Elsewhere } from './look-elsewhere.ts'
import { onSession, repairFindings } from './repair-findings.ts'
import { runAudit } from './run-audit.ts'
import { watchAudit } from './watch-audit.ts'

export interface AuditRequest {
  readonly databaseUrl: string
  readonly asJson: boolean
  /** One look as SARIF 2.1.0. Default false. */
  readonly asSarif?: boolean
  /** Does what the findings say where that only restores what is declared, then looks again. Default false. */
  readonly repairs?: boolean
  /** Stays and says what appears and what goes, until `signal`. */
  readonly isWatch: boolean
  /** Makes the lints anew first, whatever is there. */
  readonly reinstalls: boolean
  readonly signal: AbortSignal
  /** Where broker and issuer are, which are looked at too. Default: only the database is. */
  readonly elsewhere?: Elsewhere
}

interface Output {
  readonly result: (text: string) => void
  readonly talk: (text: string) => void
}

/** A repair may bring another fault to light, which is then repaired as well. */
const REPAIR_ROUNDS_MAX = 3

/** The audit as an operator runs it: 0 nothing found, 1 findings listed, 2 it could not look. */
export async function runAuditCommand(request: AuditRequest, output: Output): Promise<ExitCode> {
  try {
    const code = await withInstaller(request.databaseUrl, async (installer) => {
      await installLints(installer, { always: request.reinstalls })
      return request.isWatch ? undefined : await lookOnce(installer, request, output)
    })
    if (code !== undefined) return code
    const open = (): Promise<OpenInstaller> => openInstaller(request.databaseUrl)
    return await watchAudit({ ...request, open }, output.result)
  } catch (error) {
    output.talk(describeFailure(error))
    return exitCode.unknown
  }
}

async function lookOnce(
  installer: Installer,
  { asJson, asSarif, repairs, elsewhere }: AuditRequest,
  { result, talk }: Output,
): Promise<ExitCode> {
  const look = (): Promise<Looked> => lookEverywhere(installer, elsewhere)
  const { report, unseen } = repairs === true ? await repairAndLook(installer, look, talk) : await look()
  if (asSarif === true) result(JSON.stringify(buildSarif(report), null, 2))
  else result(asJson ? JSON.stringify(report, null, 2) : describeAudit(report))
  for (const one of unseen) talk(`The audit could not look everywhere: ${one}`)
  if (report.findings.length > 0) return exitCode.violated
  return unseen.length > 0 ? exitCode.unknown : exitCode.ok
}

interface Looked {
  readonly report: AuditReport
  /** What could not be looked at, in words. */
  readonly unseen: readonly string[]
}

async function lookEverywhere(installer: Installer, elsewhere: Elsewhere | undefined): Promise<Looked> {
  const report = await runAudit(installer)
  if (elsewhere === undefined) return { report, unseen: [] }
  const { findings, unseen } = await lookElsewhere(installer, elsewhere)
  const more = findings.map((one) => ({ ...one, changedAt: null, knownSince: report.lookedAt }))
  const all = [...report.findings, ...more]
  return { report: { ...report, findings: all.toSorted(byLevel) }, unseen }
}

const byLevel = (one: Finding, other: Finding): number =>
  Number(one.level !== 'LEAK') - Number(other.level !== 'LEAK')

/** Repairs until nothing is found, or nothing more can be repaired. */
async function repairAndLook(
  installer: Installer,
  look: () => Promise<Looked>,
  talk: Output['talk'],
): Promise<Looked> {
  let looked = await look()
  for (let round = 0; round < REPAIR_ROUNDS_MAX && looked.report.findings.length > 0; round += 1) {
    const outcomes = await repairFindings(looked.report.findings, onSession(installer))
    for (const outcome of outcomes) talk(describeRepair(outcome))
    if (!outcomes.some(({ outcome }) => outcome === 'repaired')) break
    looked = await look()
  }
  return looked
}

function describeFailure(error: unknown): string {
  if (error instanceof EasyFlowError) return `${error.code}: ${error.message}`
  const reason = error instanceof Error ? error.message : String(error)
  return `The audit could not look: ${reason}. Is the database there? Ask: npx easyflow status`
}
