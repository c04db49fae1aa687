import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { HistoryEvent } from '../history/history-event.ts'
import { readHistory } from '../history/read-history.ts'
import { witnessesSchema, type Witnesses } from '../history/witnesses.ts'

const factsSchema = z.looseObject({
  commandLine: z.array(z.string()),
  revision: z.string(),
  seed: z.number(),
  scenario: z.string(),
  instance: z.string(),
  versions: z.record(z.string(), z.string()),
})

const declaredFault = z.looseObject({ fault: z.string() })
const declaredAttack = z.looseObject({ attack: z.string(), title: z.string() })

/** What a report needs of the declaration as it was when it ran. Loose: scenarios learn new words. */
const declarationSchema = z.looseObject({
  name: z.string(),
  title: z.string(),
  question: z.string(),
  claim: z.string(),
  failureClass: z.string(),
  contributions: z.record(z.string(), z.enum(['none', 'low', 'medium', 'high'])),
  steadyState: z.array(z.object({ probe: z.string(), atMost: z.number() })),
  disturbances: z.array(declaredFault),
  acts: z.array(
    z.looseObject({
      title: z.string(),
      disturbances: z.array(declaredFault).optional(),
      attacks: z.array(declaredAttack).optional(),
    }),
  ),
  declared: z.looseObject({ outcome: z.string() }),
})
export type Declaration = z.infer<typeof declarationSchema>

const witnessed = z.object({ explanation: z.string() })
const judgementSchema = z.looseObject({
  outcome: z.enum(['holds', 'violated', 'unknown']),
  declared: z.enum(['holds', 'violated', 'unknown']),
  isAsDeclared: z.boolean(),
  deviation: z.string().optional(),
  verdicts: z.array(
    z.object({
      checker: z.string(),
      verdict: z.discriminatedUnion('outcome', [
        z.object({ outcome: z.literal('holds'), examined: z.number(), note: z.string().optional() }),
        z.object({ outcome: z.literal('unknown'), reason: z.string() }),
        z.object({ outcome: z.literal('violated'), examined: z.number(), witnesses: z.array(witnessed) }),
      ]),
    }),
  ),
})
export type ReportedJudgement = z.infer<typeof judgementSchema>

/** Everything a run directory holds, as far as the run got. */
export interface ReportedRun {
  readonly path: string
  readonly facts: z.infer<typeof factsSchema>
  readonly history: readonly HistoryEvent[]
  /** Undefined: the run never got as far as to begin, or is from before declarations were kept. */
  readonly declaration: Declaration | undefined
  /** Undefined: the run did not get to its end. */
  readonly witnesses: Witnesses | undefined
  readonly judgement: ReportedJudgement | undefined
}

/**
 * Reads the directory of a run, finished or not, by this or an earlier version.
 *
 * @throws {Error} when it is not the directory of a run.
 */
export async function readReportedRun(path: string): Promise<ReportedRun> {
  const facts = await readIfThere(join(path, 'run.json'), factsSchema)
  if (facts === undefined) throw new Error(`${path} is not the directory of a run: it holds no run.json`)
  return {
    path,
    facts,
    history: await readHistory(join(path, 'history.jsonl')),
    declaration: await readIfThere(join(path, 'scenario.json'), declarationSchema),
    witnesses: await readIfThere(join(path, 'witnesses.json'), witnessesSchema),
    judgement: await readIfThere(join(path, 'verdict.json'), judgementSchema),
  }
}

async function readIfThere<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success) throw new Error(`${file} is not what it should be: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
