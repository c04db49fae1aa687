import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { SystemStatus } from '../../system/contracts/system-status.ts'
import { runEasyflow, spawnEasyflow } from './spawn-easyflow.ts'

const changeSchema = z.object({
  event: z.enum(['appeared', 'gone']),
  finding: z.object({
    lint: z.string(),
    level: z.string(),
    tenant: z.string().nullable(),
    object: z.string(),
    detail: z.string(),
  }),
})
const lookedSchema = z.object({ event: z.literal('looked'), startedAt: z.iso.datetime() })
/** A part that the watch cannot reach, or can again. */
const reachSchema = z.object({ event: z.enum(['unseen', 'seen']), part: z.string() })
const lineSchema = z.union([
  z.object({ event: z.literal('watching') }),
  lookedSchema,
  reachSchema,
  changeSchema,
])
type Named = z.infer<typeof changeSchema>['finding']

export interface SeenFinding extends Named {
  /** By this process's clock, as `performance.now()`. */
  readonly seenAt: number
}

/** The operator's own program, left running: what it has named and not yet taken back. */
export interface AuditWatch {
  readonly pid: number
  readonly open: () => readonly SeenFinding[]
  /** What it says it cannot look at. */
  readonly unseen: () => readonly string[]
  /** Whether it has looked once: from then on it notices what changes. */
  readonly isWatching: () => boolean
  /** When the last look that is over began, by `performance.now()` of this process: what came later may be unseen yet. */
  readonly lookedAt: () => number
  /** Why it no longer watches, in its own words; undefined while it does. */
  readonly endedWith: () => string | undefined
  readonly stop: () => Promise<void>
}

/** Starts `easyflow audit --watch --json` on a running system. */
export function startAuditWatch(status: SystemStatus): AuditWatch {
  const child = spawnEasyflow(status, ['audit', '--json', '--watch'])
  const open = new Map<string, SeenFinding>()
  let said = ''
  const unseen = new Set<string>()
  let isWatching = false
  let lookedAt = 0
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = lineSchema.parse(JSON.parse(line))
    if (message.event === 'watching') {
      isWatching = true
      return
    }
    if (message.event === 'looked') {
      lookedAt = Date.parse(message.startedAt) - performance.timeOrigin
      return
    }
    if (message.event === 'unseen') unseen.add(message.part)
    if (message.event === 'seen') unseen.delete(message.part)
    if (!('finding' in message)) return
    const { event, finding } = message
    const key = `${finding.lint} ${finding.level} ${finding.object} ${finding.detail}`
    if (event === 'gone') open.delete(key)
    else open.set(key, { ...finding, seenAt: performance.now() })
  })
  const ended = once(child, 'exit')
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  return {
    pid: child.pid ?? 0,
    open: () => [...open.values()],
    unseen: () => [...unseen],
    isWatching: () => isWatching,
    lookedAt: () => lookedAt,
    endedWith: () => (hasEnded() ? said.trim() || `exit code ${String(child.exitCode)}` : undefined),
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM')
      await Promise.race([ended, delay(5000, undefined, { ref: false })])
      if (!hasEnded()) child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs `easyflow audit` once. @returns its exit code and what it printed, on either stream. */
export async function runAuditOnce(
  status: SystemStatus,
  args: readonly string[] = [],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const { code, answer, said } = await runEasyflow(status, ['audit', '--json', ...args])
  return { code, text: [said, answer].filter((text) => text !== '').join('\n') }
}
