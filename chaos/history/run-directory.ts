import { mkdir, open, readFile, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogText } from '../checkers/check-logs.ts'
import type { RecordedRun } from '../checkers/recorded-run.ts'
import type { WrittenFault } from '../faults/build-fault.ts'
import type { Catalogue } from '../probes/read-catalogue.ts'
import type { RunJudgement } from '../judge-run.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { HistoryEvent } from './history-event.ts'
import { openHistory, type History } from './open-history.ts'
import { readHistory } from './read-history.ts'
import { witnessesSchema, type Witnesses } from './witnesses.ts'

/** Where everything about one run is kept: enough to judge it again, and to heal what a killed one left. */
export interface RunDirectory {
  readonly path: string
  readonly history: History
  /** Of faults and attacks, unique in the run. */
  readonly nextId: () => number
  /** Writes down that a fault is about to be injected; on disk when it resolves. */
  readonly intend: (fault: WrittenFault) => Promise<number>
  readonly healed: (id: number) => Promise<void>
  /** What the scenario said when it was run: it may say something else tomorrow. */
  readonly writeScenario: (scenario: Scenario) => Promise<void>
  readonly writeWitnesses: (witnesses: Witnesses) => Promise<void>
  /** Keeps what else the run left: logs of all parts, and what the walls were made of before and after. */
  readonly keep: (left: {
    readonly before: Catalogue
    readonly after: Catalogue | undefined
    readonly logs: readonly LogText[]
  }) => Promise<void>
  readonly writeJudgement: (judgement: RunJudgement) => Promise<void>
  /** What has been written, read again from the files. */
  readonly record: (scenario: Scenario) => Promise<RecordedRun>
  readonly close: () => Promise<void>
}

/** What a run was: enough to give the same command again. */
export interface RunFacts {
  readonly commandLine: readonly string[]
  readonly revision: string
  readonly seed: number
  readonly scenario: string
  readonly instance: string
  readonly versions: Readonly<Record<string, string>>
  /** When the system outlives the harness: what `chaos heal` goes by. */
  readonly attached?: AttachedFacts
}

/** On which system a run is, and whose run it is. */
export interface AttachedFacts {
  readonly stateDirectory: string
  readonly harnessPid: number
  readonly harnessBirth: string
}

/**
 * Makes the directory of a new run.
 *
 * @param onEvent is told of each event of its history once it is written.
 * @throws when the directory is there already.
 */
export async function createRunDirectory(
  path: string,
  facts: RunFacts,
  onEvent?: (event: HistoryEvent) => void,
): Promise<RunDirectory> {
  await mkdir(join(path, '..'), { recursive: true })
  await mkdir(path)
  await writeFile(join(path, 'run.json'), `${JSON.stringify(facts, undefined, 2)}\n`)
  const ledger = await open(join(path, 'ledger.jsonl'), 'wx')
  const history = openHistory(join(path, 'history.jsonl'), onEvent)
  let lastId = 0
  const nextId = (): number => (lastId += 1)
  return {
    path,
    history,
    nextId,
    async intend(fault) {
      const id = nextId()
      await append(ledger, { id, intended: fault })
      const { fault: name, ...options } = fault
      history.write({ kind: 'fault-intended', id, fault: name, options })
      return id
    },
    async healed(id) {
      await append(ledger, { id, healed: true })
      history.write({ kind: 'fault-healed', id })
    },
    writeScenario: (scenario) =>
      writeFile(join(path, 'scenario.json'), `${JSON.stringify(scenario, spellPattern, 2)}\n`),
    writeWitnesses: (witnesses) =>
      writeFile(join(path, 'witnesses.json'), `${JSON.stringify(witnesses, undefined, 1)}\n`),
    keep: (left) => keepLeft(path, left),
    writeJudgement: (judgement) =>
      writeFile(join(path, 'verdict.json'), `${JSON.stringify(judgement, undefined, 2)}\n`),
    record: (scenario) => readRecordedRun(path, scenario),
    async close() {
      history.close()
      await ledger.close()
    },
  }
}

async function keepLeft(
  path: string,
  { before, after, logs }: Parameters<RunDirectory['keep']>[0],
): Promise<void> {
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 1)}\n`
  await writeFile(join(path, 'catalogue-before.json'), json(before))
  if (after !== undefined) await writeFile(join(path, 'catalogue-after.json'), json(after))
  await mkdir(join(path, 'logs'))
  for (const { file, text } of logs)
    if (text !== undefined && text !== '') await writeFile(join(path, 'logs', file), text)
}

/** Reads a run again. @throws {Error} for a file that is missing or is not what it should be. */
export async function readRecordedRun(path: string, scenario: Scenario): Promise<RecordedRun> {
  const text = await readFile(join(path, 'witnesses.json'), 'utf8')
  return {
    scenario,
    history: await readHistory(join(path, 'history.jsonl')),
    witnesses: witnessesSchema.parse(JSON.parse(text)),
  }
}

/** A pattern has no form in JSON of its own: as it is written in the declaration. */
const spellPattern = (_key: string, value: unknown): unknown =>
  value instanceof RegExp ? String(value) : value

/** On disk, not only on its way there: healing relies on it when this process and the machine are gone. */
async function append(file: FileHandle, line: unknown): Promise<void> {
  await file.appendFile(`${JSON.stringify(line)}\n`)
  await file.datasync()
}
