// fill-disk.ts <folder on a small disk>: starts a system whose state is there (EASYFLOW_STATE_DIR), fills the disk
// under traffic, sees it end by itself, makes room and judges what was accepted; then fills it once more and stops
// the system by command. Its last line tells what came of it; exit status 0 when all was as it should be.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../../chaos/wait-for.ts'
import type { SubmissionRecord } from '../../chaos/workloads/start-traffic.ts'
import { exitCode } from '../../system/contracts/exit-code.ts'
import { systemStatusSchema, type SystemStatus } from '../../system/contracts/system-status.ts'
import { beginEasyflow, type Ending } from './easyflow-command.ts'
import { judgeExecutions, judgeProcesses } from './judge.ts'
import { openCallers, openGround, type Ground } from './open-ground.ts'
import { beginTraffic } from './run-traffic.ts'

const INSTANCE = 'full'
const LABEL = 'full-disk'
const ACCEPTED_MIN = 20
const LIMIT_MS = 280_000

/** What was found, and whether it is as it should be. */
interface Finding {
  readonly isGood: boolean
  readonly text: string
}

const [disk = ''] = process.argv.slice(2)
const filler = join(disk, 'filler')
const signal = AbortSignal.timeout(LIMIT_MS)
const easyflow = async (...args: readonly string[]): Promise<Ending> =>
  await beginEasyflow([...args, '--instance', INSTANCE]).ended

const findings = await fillTwice()
const faults = findings.filter(({ isGood }) => !isGood)
const shown = faults.length > 0 ? faults : findings
console.log(
  `${faults.length > 0 ? 'NOT as it should be' : 'COMPLETE'}; ${shown.map(({ text }) => text).join('; ')}`,
)
process.exitCode = faults.length > 0 ? exitCode.violated : exitCode.ok

async function fillTwice(): Promise<readonly Finding[]> {
  const { ended, ledger, ground } = await runUntilFull()
  const whileFull = [
    saysWhy(ended),
    await nothingLeft(ground),
    answers('status', await easyflow('status'), { code: 69, words: /could not be brought back/ }),
    answers('start', await easyflow('start'), { code: 69, words: /no space is left|too little disk/i }),
  ]
  rmSync(filler)
  const again = answers('start with room', await easyflow('start'), { code: 0, words: /127\.0\.0\.1/ })
  const accepted = await judge(ground, ledger)
  fill()
  const stopped = answers('stop on the full disk', await easyflow('stop'), { code: 0, words: /is stopped/ })
  return [...whileFull, again, accepted, stopped, await nothingLeft(ground)]
}

async function runUntilFull(): Promise<{
  ended: Ending
  ledger: readonly SubmissionRecord[]
  ground: Ground
}> {
  const foreground = easyflow('start', '--foreground')
  const { stateDirectory } = await untilRunning()
  const ground = openGround(INSTANCE, stateDirectory)
  const traffic = beginTraffic(await openCallers(ground), LABEL)
  const accepted = (): number => traffic.records.filter(({ outcome }) => outcome === 'accepted').length
  const isUnderWay = (): boolean => accepted() > ACCEPTED_MIN && isArchiveMade()
  await waitFor('accepted requests', signal, async () => await Promise.resolve(isUnderWay()), 60_000)
  fill()
  const ended = await foreground
  console.error(ended.said)
  return { ended, ledger: await traffic.stop(), ground }
}

async function untilRunning(): Promise<SystemStatus> {
  let found: SystemStatus | undefined
  const look = async (): Promise<boolean> => {
    const { code, text } = await easyflow('status', '--json')
    const seen = code === 0 ? systemStatusSchema.parse(JSON.parse(text)) : undefined
    found = seen?.phase === 'running' ? seen : undefined
    return found !== undefined
  }
  await waitFor('the system to run', signal, look, 120_000)
  if (found === undefined) throw new TypeError('What was waited for is there')
  return found
}

/** While the broker's classes are written down, a full disk ends it for that reason and not for its data. */
function isArchiveMade(): boolean {
  if (spawnSync('sh', ['-c', 'command -v jcmd']).status !== 0) return true
  return readdirSync(disk, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.jsa'))
}

function fill(): void {
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'], { stdio: 'ignore' })
}

/** Which part died, what its log said last, how often it was tried, and why all was ended. */
function saysWhy({ code, said }: Ending): Finding {
  const words = [
    / died \(.*the last lines of its log:\n +\| \S/,
    / restarting: try 3 of 3/,
    / failed: No space is left on the disk of .*\n +\| \S/,
  ]
  const [, part = 'nothing'] = /(\S+) +died \(/.exec(said) ?? []
  const isGood = code === 69 && words.every((word) => word.test(said))
  return {
    isGood,
    text: `${part} died, 3 tries, all ended with ${String(code)}, the reason and last lines said`,
  }
}

function answers(
  what: string,
  { code, text, said }: Ending,
  expected: { readonly code: number; readonly words: RegExp },
): Finding {
  const isGood = code === expected.code && expected.words.test(`${said}\n${text}`)
  return { isGood, text: `${what}: ${String(code)}${isGood ? '' : ` (${said.trim().slice(0, 160)})`}` }
}

async function nothingLeft(ground: Ground): Promise<Finding> {
  const left = await judgeProcesses(ground)
  return { isGood: left.length === 0, text: left[0] ?? 'nothing left' }
}

async function judge(ground: Ground, ledger: readonly SubmissionRecord[]): Promise<Finding> {
  const { faults, examined } = await judgeExecutions(ground, ledger, LABEL)
  const accepted = ledger.filter(({ outcome }) => outcome === 'accepted').length
  const isGood = faults.length === 0 && accepted > ACCEPTED_MIN
  const kept = `${String(accepted)} accepted of ${String(examined)} requests, none lost`
  return { isGood, text: faults[0] ?? kept }
}
