import { setTimeout as pause } from 'node:timers/promises'
import { exitCode } from '../../contracts/exit-code.ts'
import { isTenantId } from '../../contracts/tenant-id.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { followLogs } from '../logs/follow-logs.ts'
import type { LogEntry } from '../logs/log-entry.ts'
import { findLogFiles, readLogFile } from '../logs/log-files.ts'
import { renderLogEntry } from '../logs/render-log-entry.ts'
import { byTime, isSelected, LEVELS, type Selection } from '../logs/select-entries.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { UsageError, type Command, type CommandInput } from './command.ts'

/** Of each log, when nothing is searched for. */
const TAIL_BYTES = 262_144
const LOOK_EVERY_MS = 150

/** Prints what the parts have logged, merged by time. */
export const logsCommand: Command = {
  summary: 'What the parts have logged, merged by time',
  usage:
    '[<part>] [--follow] [--tenant <id>] [--trace <id>] [--level <level>] [--since 10m] [--lines <n>] [--json]',
  options: {
    follow: { type: 'boolean', short: 'f', default: false },
    tenant: { type: 'string' },
    trace: { type: 'string' },
    level: { type: 'string' },
    since: { type: 'string' },
    lines: { type: 'string', short: 'n', default: '50' },
    json: { type: 'boolean', default: false },
  },
  positionalsMax: 1,
  async run(input) {
    const { options, output } = input
    const lines = Number(options['lines'])
    if (!Number.isInteger(lines) || lines < 0) throw new UsageError('--lines takes a whole number')
    const selection = readSelection(options, Date.now())
    const folder = layoutOf(stateRootOf(), input.instance).logs
    const isWanted = await readPart(folder, input.positionals[0])
    // Before the past is read, so that nothing is written unseen between the two.
    const follower = options['follow'] === true ? await followLogs(folder, isWanted) : undefined
    const show = (entries: readonly LogEntry[]): void => print(entries, input)
    const isSearch = Object.keys(selection).length > 0
    const files = (await findLogFiles(folder)).filter(
      ({ log, age }) => isWanted(log) && (isSearch || age === 0),
    )
    const read = await Promise.all(
      files.map((file) => readLogFile(file, isSearch ? undefined : tailOf(lines))),
    )
    const past = byTime(read.flat().filter((entry) => isSelected(entry, selection)))
    show(lines === 0 ? [] : past.slice(-lines))
    if (past.length === 0 && follower === undefined) output.talk('There is no such line.')
    if (follower === undefined) return exitCode.ok
    await untilStopped(async () => {
      show(byTime((await follower.look()).filter((entry) => isSelected(entry, selection))))
    })
    await follower.close()
    return exitCode.ok
  },
}

const tailOf = (lines: number): number => Math.max(TAIL_BYTES, lines * 1000)

function print(entries: readonly LogEntry[], { options, output }: CommandInput): void {
  if (entries.length === 0) return
  const isRaw = options['json'] === true || output.isReadByPerson !== true
  const colours = output.hasColours === true
  output.result(entries.map((entry) => (isRaw ? entry.line : renderLogEntry(entry, { colours }))).join('\n'))
}

/** Kafka has two logs and one name. */
async function readPart(folder: string, part: string | undefined): Promise<(log: string) => boolean> {
  if (part === undefined) return () => true
  const logs = [...new Set((await findLogFiles(folder)).map(({ log }) => log))].sort()
  if (!logs.includes(part)) {
    throw new UsageError(`There is no log of "${part}". There are: ${logs.join(', ') || 'none'}`)
  }
  return (log) => log === part || (part === 'kafka' && log === 'kafka-authorizer')
}

function readSelection(options: CommandInput['options'], now: number): Selection {
  const { tenant, trace, level, since } = options
  if (tenant !== undefined && !isTenantId(tenant)) throw new UsageError('--tenant takes the id of a tenant')
  if (trace !== undefined && !/^[0-9a-f]{32}$/.test(String(trace))) {
    throw new UsageError('--trace takes 32 hexadecimal digits')
  }
  if (level !== undefined && !LEVELS.includes(String(level))) {
    throw new UsageError(`--level takes one of: ${LEVELS.join(', ')}`)
  }
  return {
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    ...(trace === undefined ? {} : { traceId: String(trace) }),
    ...(level === undefined ? {} : { level: String(level) }),
    ...(since === undefined ? {} : { since: new Date(now - readDuration(String(since))).toISOString() }),
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** @returns milliseconds. */
function readDuration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count === undefined) throw new UsageError('--since takes a number with s, m, h or d: 10m')
  return Number(count) * (UNITS_MS[unit] ?? 0)
}

async function untilStopped(look: () => Promise<void>): Promise<void> {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  while (!stop.signal.aborted) {
    await look()
    await pause(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined)
  }
}
