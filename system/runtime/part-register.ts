import { partNames, type PartName, type PartStatus } from '../contracts/system-status.ts'
import type { SystemStatus } from '../contracts/system-status.ts'
import { logFileOf, type InstanceLayout } from './instance/instance-layout.ts'
import { openAccount, type Watched } from './instance/open-account.ts'
import type { PartPlan } from './parts/part-plan.ts'
import type { PartProcess } from './process/start-process.ts'

interface Entry {
  status: PartStatus
  plan?: PartPlan
  process?: PartProcess
}

type News = Partial<Pick<PartStatus, 'readyMs' | 'restarts'>>

export interface PartRegister {
  status(): SystemStatus
  /** The plan and the process of a part that has been started. */
  find(name: PartName): { plan: PartPlan; process: PartProcess } | undefined
  /** Notes down a part that has just been launched. From now on it is ended with us, whatever happens. */
  begin(plan: PartPlan, process: PartProcess): void
  /** The same for a program that runs beside the parts. */
  accompany(program: PartProcess): void
  /** Notes down a server that was not started here and is used. */
  adopt(name: PartName, addresses: PartStatus['addresses']): void
  note(name: PartName, state: PartStatus['state'], news?: News): void
  notePhase(phase: SystemStatus['phase']): void
  /** Resolves once everything noted so far is on disk. */
  written(): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps the account of an instance's parts: in memory, in its files, and with the guard.
 *
 * @param onDeath hears at once of a part that was ready and has ended without being asked to.
 */
export function buildPartRegister(
  layout: InstanceLayout,
  onDeath: (name: PartName, ending: string) => void,
): PartRegister {
  const startedAt = new Date().toISOString()
  const entries = new Map(partNames.map((name): [PartName, Entry] => [name, { status: blank(layout, name) }]))
  let phase: SystemStatus['phase'] = 'starting'
  const companions = new Set<PartProcess>()
  const account = openAccount(layout)
  const status = (): SystemStatus => ({
    version: 1,
    instance: layout.name,
    stateDirectory: layout.directory,
    supervisorPid: process.pid,
    phase,
    startedAt,
    parts: Object.fromEntries(
      [...entries].map(([name, entry]) => [name, entry.status]),
    ) as SystemStatus['parts'],
    credentialsFile: layout.credentialsFile,
  })
  const write = (): void => account.write(status(), watchedOf([...entries.values()], companions))
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
    begin: (plan, process) => {
      const entry = entryOf(plan.name)
      Object.assign(entry, { plan, process })
      const { addresses, files } = plan
      const state = entry.status.state === 'restarting' ? 'restarting' : 'starting'
      change(plan.name, { pid: process.pid, state, addresses, files, readyMs: null })
      void process.ended.then((ending) => {
        if (entry.process !== process) return
        const { state } = entry.status
        change(plan.name, { pid: null, state: endedStates[state] })
        if (state === 'ready') onDeath(plan.name, ending)
      })
    },
    accompany: (program) => {
      companions.add(program)
      write()
      void program.ended.then(() => {
        companions.delete(program)
        write()
      })
    },
    adopt: (name, addresses) => change(name, { state: 'ready', isExternal: true, addresses }),
    note: (name, state, news = {}) => change(name, { state, ...news }),
    notePhase: (next) => {
      phase = next
      write()
    },
    written: async () => await account.written(),
    close: async () => await account.close(),
  }
}

/** What a part is once its process has ended, by what it was. */
const endedStates = {
  starting: 'stopped',
  ready: 'failed',
  restarting: 'restarting',
  stopped: 'stopped',
  failed: 'failed',
} as const satisfies Record<PartStatus['state'], PartStatus['state']>

function blank(layout: InstanceLayout, name: PartName): PartStatus {
  return {
    pid: null,
    state: 'stopped',
    restarts: 0,
    logFile: logFileOf(layout, name),
    readyMs: null,
    addresses: {},
    files: {},
  }
}

function watchedOf(parts: readonly Entry[], companions: ReadonlySet<PartProcess>): readonly Watched[] {
  const running = parts.flatMap(({ plan, process }): Watched[] =>
    plan === undefined || process === undefined || process.ending() !== undefined
      ? []
      : [{ pid: process.pid, birth: process.birth, signal: plan.endSignal }],
  )
  return [
    ...running,
    ...[...companions].map(({ pid, birth }) => ({ pid, birth, signal: 'SIGTERM' as const })),
  ]
}
