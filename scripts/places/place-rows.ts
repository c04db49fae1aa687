import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { allOf, easyflow, refuses, runs, visit, type Visit } from './attempts.ts'
import type { Outcome, PlaceRow } from './place-row.ts'
import type { Workshop } from './workshop.ts'

const RUNS = 'an execution is COMPLETE, then stopped, nothing left'
const HARD_NAME = "it's a plåce"

/** Where it has to run, and as whom. */
export const placeRows: readonly PlaceRow[] = [
  {
    name: 'plain checkout',
    done: 'start, execution, stop as the user who runs this',
    expected: RUNS,
    needsRoot: false,
    attempt: async (workshop) => runs(await visit(workshop)),
  },
  {
    name: 'odd path',
    done: `checkout and state below "${HARD_NAME}", LANG=C`,
    expected: RUNS,
    needsRoot: false,
    attempt: async (workshop) => {
      const state = join(workshop.folder('odd'), HARD_NAME, 'state of it')
      workshop.seedCache(state)
      const to = join(workshop.base, HARD_NAME, 'check out')
      return await movedTo(workshop, to, async (checkout) =>
        runs(await visit(workshop, { checkout, state, env: { LANG: 'C' } })),
      )
    },
  },
  {
    name: 'root, private checkout',
    done: 'checkout below a folder of mode 0700',
    expected: RUNS,
    needsRoot: true,
    attempt: async (workshop) => {
      const home = workshop.folder('private')
      chmodSync(home, 0o700)
      return await movedTo(workshop, join(home, 'checkout'), async (checkout) =>
        runs(await visit(workshop, { checkout })),
      )
    },
  },
  {
    name: 'root, private state',
    done: 'EASYFLOW_STATE_DIR below a folder of mode 0700',
    expected: '69, names the folder and the remedy',
    needsRoot: true,
    attempt: async (workshop) => {
      const home = workshop.folder('private')
      chmodSync(home, 0o700)
      const state = join(home, 'state')
      return refuses(
        await easyflow(workshop, ['start'], { state }),
        /cannot pass through/,
        /EASYFLOW_STATE_DIR/,
      )
    },
  },
  {
    name: 'ordinary user',
    done: "home of mode 0700, state in it; the checkout is root's",
    expected: RUNS,
    needsRoot: true,
    attempt: async (workshop) => {
      const user = workshop.makeUser()
      const state = join(user.home, '.local/state/easyflow')
      workshop.seedCache(state)
      spawnSync('chown', ['-R', user.name, join(user.home, '.local')])
      return runs(await visit(workshop, { state, within: as(user.name), env: { HOME: user.home } }))
    },
  },
  {
    name: 'HOME not writable',
    done: 'ordinary user whose HOME is of root, no EASYFLOW_STATE_DIR',
    expected: '69, names EASYFLOW_STATE_DIR',
    needsRoot: true,
    attempt: async (workshop) => {
      const user = workshop.makeUser()
      const env = { HOME: workshop.folder('of-root') }
      const within = [...as(user.name), 'env', '-u', 'EASYFLOW_STATE_DIR']
      const ended = await easyflow(workshop, ['start'], { within, env })
      return refuses(ended, /cannot be written to/, /EASYFLOW_STATE_DIR/)
    },
  },
  {
    name: 'HOME not set',
    done: 'env -u HOME',
    expected: RUNS,
    needsRoot: false,
    attempt: async (workshop) => runs(await visit(workshop, { within: ['env', '-u', 'HOME'] })),
  },
  {
    name: 'TMPDIR elsewhere',
    done: 'TMPDIR with a space in its name',
    expected: RUNS,
    needsRoot: false,
    attempt: async (workshop) => runs(await visit(workshop, { env: { TMPDIR: workshop.folder('tmp dir') } })),
  },
  {
    name: 'no IPv6, only lo',
    done: 'a network namespace with lo alone, disable_ipv6 = 1',
    expected: RUNS,
    needsRoot: true,
    attempt: async (workshop) => runs(await visit(workshop, { within: ONLY_LOOPBACK })),
  },
  {
    name: 'no ps',
    done: 'a PATH of seven programs without it',
    expected: RUNS,
    needsRoot: false,
    attempt: async (workshop) => {
      const PATH = workshop.path(['node', 'java', 'jcmd', 'id', 'sh', 'env', 'mvn'])
      return runs(await visit(workshop, { env: { PATH } }))
    },
  },
  ...['077', '000'].map((mask) => ({
    name: `umask ${mask}`,
    done: 'a new state directory',
    expected: RUNS,
    needsRoot: false,
    attempt: async (workshop: Workshop) => {
      const state = join(workshop.folder('umask'), 'state')
      workshop.seedCache(state)
      return runs(await visit(workshop, { state, within: ['sh', '-c', `umask ${mask}; exec "$@"`, 'sh'] }))
    },
  })),
  {
    name: 'odd environment',
    done: 'NODE_OPTIONS=--max-http-header-size=16384, NODE_ENV=test, LANG=xx_YY, TZ=Asia/Kathmandu',
    expected: RUNS,
    needsRoot: false,
    attempt: async (workshop) =>
      runs(
        await visit(workshop, {
          env: {
            NODE_OPTIONS: '--max-http-header-size=16384',
            NODE_ENV: 'test',
            LANG: 'xx_YY.ISO-8859-15',
            TZ: 'Asia/Kathmandu',
          },
        }),
      ),
  },
  {
    name: 'long state path',
    done: 'one of 700 bytes, then one of 1,200',
    expected: `${RUNS}; then 69, names the limit`,
    needsRoot: false,
    attempt: async (workshop) => {
      const root = workshop.folder('long')
      const state = `${root}/${'x'.repeat(240)}/${'y'.repeat(240)}/${'z'.repeat(700 - 484 - root.length)}`
      workshop.seedCache(state)
      const tooLong = `${root}/${'x'.repeat(240)}`.repeat(1) + `/${'y'.repeat(240)}`.repeat(4)
      return allOf(
        runs(await visit(workshop, { state })),
        refuses(await easyflow(workshop, ['start'], { state: tooLong }), /longer than 800 bytes/),
      )
    },
  },
  {
    name: 'read-only checkout',
    done: 'the checkout mounted read-only',
    expected: RUNS,
    needsRoot: true,
    attempt: async (workshop) =>
      runs(
        await visit(workshop, {
          within: [
            'unshare',
            '-m',
            'sh',
            '-c',
            'mount --bind "$PWD" "$PWD" && mount -o remount,bind,ro "$PWD" && cd "$PWD" && exec "$@"',
            'sh',
          ],
        }),
      ),
  },
  {
    name: 'two starts at once',
    done: 'of one instance',
    expected: 'one runs, the other says who does (0 or 69)',
    needsRoot: false,
    attempt: twoStarts,
  },
  {
    name: 'two checkouts at once',
    done: 'both start, run an execution and stop, one state directory',
    expected: `twice ${RUNS}`,
    needsRoot: false,
    attempt: async (workshop) => {
      const checkout = join(workshop.folder('second'), 'checkout')
      workshop.copyCheckout(checkout, { withPackages: true })
      return allOf(
        ...(await Promise.all([{}, { checkout }].map(async (at: Visit) => runs(await visit(workshop, at))))),
      )
    },
  },
]

/** Runs as that user. */
export const as = (user: string): readonly string[] => [
  'setpriv',
  `--reuid=${user}`,
  `--regid=${user}`,
  '--clear-groups',
]

/** A network with nothing but 127.0.0.1 in it. */
export const ONLY_LOOPBACK: readonly string[] = [
  'unshare',
  '-n',
  'sh',
  '-c',
  'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up; exec "$@"',
  'sh',
]

async function twoStarts(workshop: Workshop): Promise<Outcome> {
  const ended = await Promise.all(
    [1, 2].map(async () => await easyflow(workshop, ['start', '--instance', 'twice'])),
  )
  const stopped = await easyflow(workshop, ['stop', '--instance', 'twice'])
  const statuses = ended.map(({ status }) => status ?? 255).sort((a, b) => a - b)
  const said = ended.map((one) => one.said.trim().split('\n').at(-1) ?? '')
  const isClear = said.some((line) => /already/.test(line)) || statuses.every((status) => status === 0)
  return {
    status: statuses[1] ?? null,
    line: `${statuses.join(' and ')}; ${said.find((line) => /already/.test(line)) ?? 'both say that it runs'}`,
    isAsExpected: statuses[0] === 0 && [0, 69].includes(statuses[1] ?? -1) && isClear && stopped.status === 0,
  }
}

/** Moves the one checkout, which costs nothing, and back. */
async function movedTo(
  workshop: Workshop,
  to: string,
  attempt: (checkout: string) => Promise<Outcome>,
): Promise<Outcome> {
  mkdirSync(dirname(to), { recursive: true })
  renameSync(workshop.checkout, to)
  try {
    return await attempt(to)
  } finally {
    renameSync(to, workshop.checkout)
  }
}
