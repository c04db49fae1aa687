import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ComposeFile, ComposeService } from './read-compose-file.ts'

/** What stands in for the images: where their paths are, and which program is meant by a name. */
export interface NativeImages {
  /** The working directory of our own image. */
  readonly app: string
  readonly logs: string
  /** Container path → path here; the longest that fits counts. */
  readonly paths: Readonly<Record<string, string>>
  readonly programs: Readonly<Record<string, string>>
  /** What an image's entrypoint does before its command, by service. */
  readonly entrypoints: Readonly<
    Record<string, (environment: Environment, account: Account) => Promise<void>>
  >
  /** The account here that has an image's number: some programs want it to be known. */
  readonly accounts: Readonly<Record<string, Account>>
  /** What the image's environment holds, and what is added to a service's. */
  readonly environment: Environment
  /** Added to a command, where a path is within a file. */
  readonly moreArguments: Readonly<Record<string, readonly string[]>>
  /** Asked instead of a program that the native parts lack. */
  readonly checks: Readonly<Record<string, () => Promise<boolean>>>
}

type Environment = Readonly<Record<string, string>>
/** As root, the account that the file names; otherwise our own. */
export type Account = { readonly uid: number; readonly gid: number } | undefined

export interface NativeProject {
  readonly order: readonly string[]
  readonly translate: (text: string) => string
  /** Runs a command as a service would, and returns what it printed. */
  readonly runAs: (service: string, command: readonly string[]) => Promise<string>
  stop(): Promise<void>
}

/**
 * Starts the services of a compose file as processes of this machine: their commands, their environments,
 * their order and their health checks as written.
 *
 * @throws {Error} naming the first that fails; all are ended by then.
 */
export async function runNatively(file: ComposeFile, images: NativeImages): Promise<NativeProject> {
  const project = new Project(file, images)
  try {
    await project.start()
    return project
  } catch (error) {
    await project.stop()
    throw error
  }
}

class Project implements NativeProject {
  readonly order: string[] = []
  readonly #file: ComposeFile
  readonly #images: NativeImages
  readonly #started = new Map<string, Promise<void>>()
  readonly #running: { service: ComposeService; child: ChildProcess }[] = []
  readonly #logs: WriteStream[] = []

  constructor(file: ComposeFile, images: NativeImages) {
    this.#file = file
    this.#images = images
  }

  async start(): Promise<void> {
    await Promise.all(Object.keys(this.#file.services).map(async (name) => await this.#startOnce(name)))
  }

  translate = (text: string): string =>
    Object.entries(this.#images.paths).reduce(
      (known, [inside, here]) => known.replaceAll(new RegExp(`(?<![\\w/.])${inside}(?![\\w-])`, 'g'), here),
      text,
    )

  runAs = async (name: string, command: readonly string[]): Promise<string> => {
    const { program, args } = this.#programOf(command)
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const options = { ...this.#optionsOf(this.#serviceOf(name)), timeout: 10_000 }
    execFile(program, [...args], options, (error, stdout) => (error ? reject(error) : resolve(stdout)))
    return await promise
  }

  async stop(): Promise<void> {
    for (const { service, child } of this.#running.splice(0).toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill((service.stop_signal ?? 'SIGTERM') as NodeJS.Signals)
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await once(child, 'exit')
      clearTimeout(timer)
    }
    for (const log of this.#logs) log.end()
  }

  async #startOnce(name: string): Promise<void> {
    let started = this.#started.get(name)
    if (started === undefined) {
      started = this.#startAfterOthers(name)
      this.#started.set(name, started)
    }
    await started
  }

  async #startAfterOthers(name: string): Promise<void> {
    const service = this.#serviceOf(name)
    const others = Object.keys(service.depends_on)
    await Promise.all(others.map(async (other) => await this.#startOnce(other)))
    const options = this.#optionsOf(service)
    await this.#images.entrypoints[name]?.(options.env, this.#accountOf(service))
    const command = [
      ...(service.entrypoint ?? []),
      ...service.command,
      ...(this.#images.moreArguments[name] ?? []),
    ]
    const { program, args } = this.#programOf(command)
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const log = createWriteStream(join(this.#images.logs, `${name}.log`))
    this.#logs.push(log)
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    this.#running.push({ service, child })
    if (service.restart === 'no') await this.#untilDone(name, child)
    else await this.#untilWell(name, service, child)
    this.order.push(name)
  }

  async #untilDone(name: string, child: ChildProcess): Promise<void> {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    if (code !== 0) throw new Error(`The job ${name} ended with ${String(code ?? signal)}`)
  }

  async #untilWell(name: string, service: ComposeService, child: ChildProcess): Promise<void> {
    const check = service.healthcheck
    if (check === undefined) return
    const giveUpAt = Date.now() + Number.parseInt(check.interval, 10) * 1000 * check.retries
    while (!(await this.#isWell(name, check.test.slice(1)))) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`${name} ended with ${String(child.exitCode ?? child.signalCode)}`)
      }
      if (Date.now() > giveUpAt) throw new Error(`${name} did not become well`)
      await pause(250)
    }
  }

  async #isWell(name: string, command: readonly string[]): Promise<boolean> {
    const own = this.#images.checks[command[0] ?? '']
    if (own !== undefined) return await own()
    return await this.runAs(name, command).then(
      () => true,
      () => false,
    )
  }

  #serviceOf(name: string): ComposeService {
    const service = this.#file.services[name]
    if (service === undefined) throw new TypeError(`There is no service ${name}`)
    return service
  }

  #programOf([name = '', ...args]: readonly string[]): { program: string; args: readonly string[] } {
    const program = this.#images.programs[name]
    if (program === undefined) throw new TypeError(`No image here has the program ${name}`)
    return { program, args: args.map(this.translate) }
  }

  #optionsOf(service: ComposeService): { cwd: string; env: Environment } & Partial<NonNullable<Account>> {
    const own = Object.entries(service.environment).map(([name, value]) => [name, this.translate(value)])
    return {
      cwd: this.#images.app,
      env: { ...this.#images.environment, ...(Object.fromEntries(own) as Environment) },
      ...this.#accountOf(service),
    }
  }

  #accountOf({ user = '' }: ComposeService): Account {
    if (process.getuid?.() !== 0) return undefined
    const [uid, gid] = user.split(':').map(Number)
    return this.#images.accounts[user] ?? { uid: uid ?? Number.NaN, gid: gid ?? Number.NaN }
  }
}
