import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { clearWorkshop, USER } from './clear-workshop.ts'
import type { Ended, RunOptions } from './run-program.ts'
import { runProgram } from './run-program.ts'

export const project = resolve(import.meta.dirname, '../..')

/** Where the rows do their work, and all that they need there. Everything in it goes with it. */
export interface Workshop {
  readonly base: string
  readonly checkout: string
  /** With the jars in its cache. */
  readonly state: string
  readonly signal: AbortSignal
  /** A new empty folder that every account can pass through. */
  folder(name: string): string
  /** A checkout of its own: without packages, or with them. */
  copyCheckout(to: string, options: { readonly withPackages: boolean }): void
  /** Gives a state directory the jars, if an earlier row has fetched them. */
  seedCache(state: string): void
  /** A PATH with only these programs, and these scripts in their stead. */
  path(programs: readonly string[], fakes?: Readonly<Record<string, string>>): string
  environment(more?: Readonly<Record<string, string>>): Record<string, string>
  run(command: readonly string[], options?: Partial<RunOptions>): Promise<Ended>
  makeUser(): { readonly name: string; readonly home: string }
}

/** Sets up the workshop, after clearing away what one that was killed has left. */
export function openWorkshop(base: string, signal: AbortSignal): Workshop {
  clearWorkshop(base)
  mkdirSync(base, { recursive: true, mode: 0o755 })
  const checkout = join(base, 'checkout')
  let folders = 0
  const folder = (name: string): string => {
    folders += 1
    const path = join(base, `${String(folders)}-${name}`)
    mkdirSync(path, { mode: 0o755 })
    chmodSync(path, 0o755)
    return path
  }
  const environment: Workshop['environment'] = (more = {}) => ({ ...passedOn(), ...more })
  const workshop: Workshop = {
    base,
    checkout,
    state: join(base, 'state'),
    signal,
    folder,
    copyCheckout: (to, { withPackages }) => copyCheckout(to, withPackages),
    seedCache: (state) => seedCache(join(base, 'state'), state),
    path: (programs, fakes = {}) => makePath(folder('path'), programs, fakes),
    environment,
    run: async (command, options = {}) => {
      signal.throwIfAborted()
      return await runProgram(command, { cwd: checkout, env: environment(), signal, ...options })
    },
    makeUser: () => makeUser(folder('home')),
  }
  copyCheckout(checkout, true)
  return workshop
}

/** What the machine needs to reach a registry, and nothing of `npm run`, by which we were started. */
function passedOn(): Record<string, string> {
  const wanted = /^(PATH|HOME|LANG|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(https?|no)_proxy)$/i
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && wanted.test(name) ? [[name, value]] : [],
    ),
  )
}

/** Sources are copied; the packages are hard links, whose owners and modes nobody changes. */
function copyCheckout(to: string, withPackages: boolean): void {
  mkdirSync(to, { recursive: true, mode: 0o755 })
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: project,
    encoding: 'utf8',
  })
  for (const file of stdout.split('\0').filter((name) => name !== '' && existsSync(join(project, name)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    cpSync(join(project, file), join(to, file))
  }
  if (!withPackages) return
  const { status } = spawnSync('cp', ['-al', join(project, 'node_modules'), join(to, 'node_modules')])
  if (status !== 0) throw new Error('The packages could not be linked; is the workshop on the same disk?')
  rmSync(join(to, 'node_modules/.cache'), { recursive: true, force: true })
}

function seedCache(from: string, state: string): void {
  const name = list(join(from, 'cache')).find((entry) => entry.startsWith('kafka-'))
  mkdirSync(state, { recursive: true, mode: 0o755 })
  if (name === undefined) return
  const target = join(state, 'cache', name)
  mkdirSync(target, { recursive: true, mode: 0o755 })
  spawnSync('cp', ['-a', join(from, 'cache', name, 'libs'), join(target, 'libs')])
}

function list(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

function makePath(
  folder: string,
  programs: readonly string[],
  fakes: Readonly<Record<string, string>>,
): string {
  for (const program of programs) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' })
    if (stdout.trim() !== '') symlinkSync(stdout.trim(), join(folder, program))
  }
  for (const [name, body] of Object.entries(fakes)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  }
  return folder
}

function makeUser(home: string): { name: string; home: string } {
  spawnSync('userdel', [USER])
  const { status, stderr } = spawnSync('useradd', ['--home-dir', home, '--shell', '/bin/sh', USER], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`useradd: ${stderr}`)
  spawnSync('chown', [USER, home])
  chmodSync(home, 0o700)
  return { name: USER, home }
}
