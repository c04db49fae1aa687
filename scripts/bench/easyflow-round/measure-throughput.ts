import type { PartName } from '../../../system/contracts/system-status.ts'
import type { Measurement } from '../measurement.ts'
import { readMachineTime, readProcessorTimeOfTree } from '../read-processor-time.ts'
import type { CompletionLog } from './follow-worker-log.ts'
import type { Load } from './open-load.ts'

const LIMIT_MS = 120_000
export const measuredParts = [
  'postgres',
  'kafka',
  'issuer',
  'api',
  'worker',
] as const satisfies readonly PartName[]
type MeasuredPart = (typeof measuredParts)[number]
type PartTimes = Readonly<Record<MeasuredPart, number>>

export interface MeasuredSystem {
  /** The process whose tree a part is. */
  readonly pidOf: (part: MeasuredPart) => number
  /** Processor time of what runs beside the system and is ours too, in milliseconds. Default: there is nothing. */
  readonly readRestingMs?: () => number
}

/** Asks for `executions` and waits until the database says that all are complete. */
export async function measureThroughput(
  system: MeasuredSystem,
  load: Load,
  {
    executions,
    log,
    countComplete,
  }: {
    readonly executions: number
    readonly log: CompletionLog
    readonly countComplete: () => Promise<number>
  },
): Promise<Partial<Measurement>> {
  const completeBefore = await countComplete()
  const seenBefore = log.count()
  const before = takeTimes(system)
  const startedAt = performance.now()
  await load.submitAll(executions)
  await log.waitFor(seenBefore + executions, LIMIT_MS)
  const complete = (await countComplete()) - completeBefore
  const elapsedMs = performance.now() - startedAt
  const after = takeTimes(system)

  const perExecution = (ms: number): number => round(ms / complete, 3)
  const used = (part: keyof PartTimes): number => after.parts[part] - before.parts[part]
  const all = measuredParts.reduce((sum, part) => sum + used(part), 0)
  const ownMs = after.ownMs - before.ownMs
  const restingMs = after.restingMs - before.restingMs
  const foreignMs = after.machine.busyMs - before.machine.busyMs - all - ownMs - restingMs
  return {
    stuck: executions - complete,
    execPerS: round((complete / elapsedMs) * 1000, 1),
    cpuMsPerExec: perExecution(all),
    serverCpuMsPerExec: perExecution(used('postgres')),
    clientOrLoadCpuMsPerExec: perExecution(ownMs),
    partsCpuMsPerExec: {
      broker: perExecution(used('kafka')),
      api: perExecution(used('api')),
      worker: perExecution(used('worker')),
      issuer: perExecution(used('issuer')),
    },
    foreignCpuPct: round((foreignMs / (after.machine.totalMs - before.machine.totalMs)) * 100, 1),
  }
}

function takeTimes({ pidOf, readRestingMs }: MeasuredSystem): {
  readonly parts: PartTimes
  readonly ownMs: number
  readonly restingMs: number
  readonly machine: ReturnType<typeof readMachineTime>
} {
  const timeOf = (part: MeasuredPart): number => readProcessorTimeOfTree(pidOf(part))
  const { user, system: kernel } = process.cpuUsage()
  return {
    parts: {
      postgres: timeOf('postgres'),
      kafka: timeOf('kafka'),
      issuer: timeOf('issuer'),
      api: timeOf('api'),
      worker: timeOf('worker'),
    },
    ownMs: (user + kernel) / 1000,
    restingMs: readRestingMs?.() ?? 0,
    machine: readMachineTime(),
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
