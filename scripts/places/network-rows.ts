import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { allOf, easyflow, refuses, runs, visit } from './attempts.ts'
import { as, ONLY_LOOPBACK } from './place-rows.ts'
import type { Outcome, PlaceRow } from './place-row.ts'
import type { Ended } from './run-program.ts'
import type { Workshop } from './workshop.ts'

/** The first start, with a network that is lost, and with a death on the way. */
export const networkRows: readonly PlaceRow[] = [
  {
    name: 'no network for npm',
    done: 'empty clone and cache without a network, then with one',
    expected: '69 names the registry, no node_modules; then it installs',
    needsRoot: true,
    needsNetwork: true,
    attempt: async (workshop) => {
      const { checkout, install } = emptyClone(workshop)
      const lost = refuses(await install(ONLY_LOOPBACK), /registry cannot be reached/)
      const half = halfInstalled(checkout)
      return allOf(lost, half, installed(await install([])))
    },
  },
  {
    name: 'npm ci killed',
    done: 'kill -9 of npm and whoever waits for it, 4 s after it began; again',
    expected: 'start says what to run (69); then it installs',
    needsRoot: false,
    needsNetwork: true,
    attempt: async (workshop) => {
      const { checkout, install } = emptyClone(workshop)
      await install([], { words: /Installing/, ms: 4000 })
      const refused = refuses(await easyflow(workshop, ['status'], { checkout }), /npm ci --prefix/)
      return allOf(refused, installed(await install([])))
    },
  },
  {
    name: 'no network for Maven',
    done: 'ordinary user, empty cache and ~/.m2, without a network, then with one',
    expected: '69 names the repository, no jars; then it runs',
    needsRoot: true,
    needsNetwork: true,
    attempt: async (workshop) => {
      const user = workshop.makeUser()
      const state = join(user.home, 'state')
      const at = { state, env: { HOME: user.home } }
      const lost = await easyflow(workshop, ['start'], {
        ...at,
        within: [...ONLY_LOOPBACK, ...as(user.name)],
      })
      const refused = refuses(lost, /repository cannot be reached/)
      return allOf(refused, noJars(state), runs(await visit(workshop, { ...at, within: as(user.name) })))
    },
  },
  {
    name: 'Maven killed',
    done: 'kill -9 of all of it while the jars are fetched; again',
    expected: 'it runs',
    needsRoot: false,
    needsNetwork: true,
    attempt: async (workshop) => {
      const state = join(workshop.folder('state'), 'state')
      const start = [
        'node',
        join(workshop.checkout, 'bin/easyflow.mjs'),
        'start',
        '--foreground',
        '--instance',
        'killed',
      ]
      await workshop.run(start, {
        env: workshop.environment({ EASYFLOW_STATE_DIR: state }),
        killAfter: { words: /fetching/, ms: 1500 },
      })
      return allOf(noJars(state), runs(await visit(workshop, { state, instance: 'killed' })))
    },
  },
]

function emptyClone(workshop: Workshop) {
  const folder = workshop.folder('clone')
  const checkout = join(folder, 'checkout')
  workshop.copyCheckout(checkout, { withPackages: false })
  const install = async (within: readonly string[], killAfter?: { words: RegExp; ms: number }) =>
    await workshop.run([...within, 'bash', join(checkout, 'interview_practice.sh'), '--help'], {
      cwd: checkout,
      env: workshop.environment({ npm_config_cache: join(folder, 'npm-cache') }),
      ...(killAfter === undefined ? {} : { killAfter }),
    })
  return { checkout, install }
}

function halfInstalled(checkout: string): Outcome {
  const isThere = existsSync(join(checkout, 'node_modules'))
  return { status: 0, line: isThere ? 'node_modules is there' : 'no node_modules', isAsExpected: !isThere }
}

function installed({ status, result, said }: Ended): Outcome {
  const line = result.split('\n').find((row) => row.startsWith('Usage:')) ?? said.trim().slice(-300)
  return { status, line, isAsExpected: status === 0 && line.startsWith('Usage:') }
}

function noJars(state: string): Outcome {
  const { stdout } = spawnSync('find', [join(state, 'cache'), '-name', 'libs', '-path', '*kafka-*'], {
    encoding: 'utf8',
  })
  return { status: 0, line: stdout === '' ? 'no jars' : 'jars are there', isAsExpected: stdout === '' }
}
