import { z } from 'zod'
import { waitFor } from '../wait-for.ts'
import { defineAttack } from './define-attack.ts'

const WITHIN_MS = 10_000

const lineSchema = z.looseObject({
  msg: z.string(),
  sqlstate: z.string().optional(),
  after: z.string().optional(),
})
type Line = z.infer<typeof lineSchema>

/**
 * Reads in the log of the worker that stands in how the database answered it: lines of one event, told apart by
 * the SQLSTATE and by what the worker says had happened before.
 */
export const readWorkerLog = defineAttack({
  name: 'read-worker-log',
  isOrdinary: true,
  options: z.strictObject({
    /**
     * refused: an identity or a wall refused. fenced: nothing was written, the lease was lost. The others are
     * what the saboteur worker-keeps-stale-context says came of a token that was left over.
     */
    event: z.enum(['refused', 'fenced', 'stale-context-refused', 'stale-context-obeyed']),
    /** Waits until there are so many different ones. Default 1. */
    kindsMin: z.int().positive().optional(),
  }),
  async attack({ stage }, { event, kindsMin = 1 }, signal) {
    const worker = stage.worker()
    if (worker === undefined) throw new Error('No worker stands in, so there is no log of one to read')
    const read = (): readonly string[] => {
      const lines = worker.output().split('\n').map(parseLine)
      const own = lines.filter((line) => line?.msg === event)
      return [...new Set(own.map(describeLine))].toSorted()
    }
    // None is an answer, and no failure of the harness.
    await waitFor(
      `the worker to be ${event}`,
      signal,
      () => Promise.resolve(read().length >= kindsMin),
      WITHIN_MS,
    ).catch(() => signal.throwIfAborted())
    const kinds = read()
    const answer = kinds.length === 0 ? `no line says ${event}` : kinds.join('; ')
    const isRefused = kinds.length > 0 && event !== 'stale-context-obeyed'
    return { refusedBy: isRefused ? 'database' : 'none', answer, seen: [] }
  },
})

function parseLine(text: string): Line | undefined {
  try {
    return lineSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function describeLine(line: Line | undefined): string {
  const sqlstate = line?.sqlstate === undefined ? undefined : `SQLSTATE ${line.sqlstate}`
  const after = line?.after === undefined ? '' : ` after ${line.after}`
  return `${sqlstate ?? line?.msg ?? ''}${after}`
}
