import { partNames, type PartName, type PartStatus } from '../contracts/system-status.ts'
import type { SystemStatus } from '../contracts/system-status.ts'
import { logFileOf, type InstanceLayout } from './instance/instance-layout.ts'
import type { PartPlan } from './parts/part-plan.ts'
import { birthOf } from './process/process-birth.ts'
import type { KnownProcess } from './process/end-process.ts'
import { startGuard, type Guard } from './process/start-guard.ts'
import type { PartProcess } from './process/start-process.ts'
import { writeAtomically } from './process/write-atomically.ts'

interface Entry {
  status: PartStatus
  plan?: PartPlan
  process?: PartProcess
  known?: KnownProcess
}

export interface PartRegister {
  status(): SystemStatus
  /** The plan and the process of a part that has been started. */
  find(name: PartName): { plan: PartPlan; process: PartProcess } | undefined
  /** Notes down a part that has just been launched. From now on it is ended with us, whatever happens. */
  begin(plan: PartPlan, process: PartProcess): Promise<void>
  note(name: PartName, state: PartStatus['state'], readyMs?: number): void
  /** Resolves once everything noted so far is on disk. */
  written(): Promise<void>
  close(): Promise<void>
}

/** Keeps the account of an instance's parts: in memory, in its files, and with the guard. */
export function buildPartRegister(
  layout: InstanceLayout,
  onFailure: (name: PartName, ending: string) => void,
): PartRegister {
  const startedAt = new Date().toISOString()
  const entries = new Map(partNames.map((name): [PartName, Entry] => [name, { status: blank(layout, name) }]))
  const guard = startGuard()
  let writing = Promise.resolve()
  const status = (): SystemStatus => ({
    version: 1,
    instance: layout.name,
    stateDirectory: layout.directory,
    supervisorPid: process.pid,
    startedAt,
    parts: Object.fromEntries(
      [...entries].map(([name, entry]) => [name, entry.status]),
    ) as SystemStatus['parts'],
    credentialsFile: layout.credentialsFile,
  })
  const write = (): void => {
    tellGuard(guard, entries)
    const text = JSON.stringify(status(), null, 2)
    const processes = JSON.stringify([...entries.values()].flatMap(({ known }) => known ?? []))
    writing = writing
      .then(async () => await writeAtomically(layout.processesFile, processes))
      .then(async () => await writeAtomically(layout.statusFile, text))
      // The directory of an ephemeral instance goes while its last news are being written.
      .catch(() => undefined)
  }
  const entryOf = (name: PartName): Entry => {
    const entry = entries.get(name)
    if (entry === undefined) throw new TypeError(`There is no part ${name}`)
    return entry
  }
  const change = (name: PartName, news: Partial<PartStatus>): void => {
    const entry = entryOf(name)
    entry.status = { ...entry.status, ...news }
    write()
  }
  return {
    status,
    find: (name) => {
      const { plan, process } = entryOf(name)
      return plan === undefined || process === undefined ? undefined : { plan, process }
    },
    begin: async (plan, process) => {
      const entry = entryOf(plan.name)
      Object.assign(entry, {
        plan,
        process,
        known: { pid: process.pid, birth: (await birthOf(process.pid)) ?? '' },
      })
      const { addresses, files } = plan
      change(plan.name, { pid: process.pid, state: 'starting', addresses, files, readyMs: null })
      void process.ended.then((ending) => {
        if (entry.process !== process) return
        delete entry.known
        const wasReady = entry.status.state === 'ready'
        change(plan.name, { pid: null, state: wasReady ? 'failed' : 'stopped' })
        if (wasReady) onFailure(plan.name, ending)
      })
    },
    note: (name, state, readyMs) => change(name, readyMs === undefined ? { state } : { state, readyMs }),
    written: async () => await writing,
    close: async () => {
      await guard.close()
      await writing
    },
  }
}

function blank(layout: InstanceLayout, name: PartName): PartStatus {
  return {
    pid: null,
    state: 'stopped',
    logFile: logFileOf(layout, name),
    readyMs: null,
    addresses: {},
    files: {},
  }
}

function tellGuard(guard: Guard, entries: ReadonlyMap<PartName, Entry>): void {
  guard.watch(
    [...entries.values()].flatMap(({ plan, process }) =>
      plan === undefined || process === undefined || process.ending() !== undefined
        ? []
        : [{ pid: process.pid, signal: plan.endSignal }],
    ),
  )
}
