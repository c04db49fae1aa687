import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { easyflow, refuses, runs } from './attempts.ts'
import { CGROUPS } from './clear-workshop.ts'
import { mountDisk } from './mount-disk.ts'
import type { Outcome, PlaceRow } from './place-row.ts'
import type { Workshop } from './workshop.ts'

const TOOLS = ['node', 'npm', 'sh', 'bash', 'env', 'id', 'dirname', 'readlink']
const MADE_NOTHING = 'nothing is made'

/** What may be missing, or run out. */
export const lackRows: readonly PlaceRow[] = [
  {
    name: 'no Java',
    done: 'start with a PATH without java',
    expected: `69, Java and its remedy; ${MADE_NOTHING}`,
    needsRoot: false,
    attempt: async (workshop) =>
      await startWith(workshop, workshop.path([...TOOLS, 'mvn']), [/Java is not installed/, /17 or newer/]),
  },
  {
    name: 'Java 11',
    done: 'a java that says version 11.0.2',
    expected: `69, Java 11 and the remedy; ${MADE_NOTHING}`,
    needsRoot: false,
    attempt: async (workshop) => {
      const fakes = { java: `echo 'openjdk version "11.0.2" 2019-01-15' >&2` }
      return await startWith(workshop, workshop.path([...TOOLS, 'mvn'], fakes), [
        /Java 11 is too old/,
        /17 or newer/,
      ])
    },
  },
  {
    name: 'no Maven',
    done: 'a PATH without mvn, an empty cache',
    expected: `69, Maven and its remedy; ${MADE_NOTHING}`,
    needsRoot: false,
    attempt: async (workshop) =>
      await startWith(workshop, workshop.path([...TOOLS, 'java']), [
        /Maven is not installed/,
        /apt-get install maven/,
      ]),
  },
  {
    name: 'neither',
    done: 'interview_practice.sh --hostile without java and mvn',
    expected: `69, both at once; ${MADE_NOTHING}`,
    needsRoot: false,
    attempt: async (workshop) => {
      const ended = await practice(workshop, workshop.path(TOOLS), workshop.folder('state'))
      return refuses(ended, /2 things are missing/, /Java is not/, /Maven is not/)
    },
  },
  {
    name: 'Node too old',
    done: 'a node that says v18.20.0, interview_practice.sh',
    expected: '69, the version and where to get another',
    needsRoot: false,
    attempt: async (workshop) => {
      const PATH = workshop.path(TOOLS.slice(1), { node: 'echo v18.20.0' })
      return refuses(await practice(workshop, PATH, workshop.state), /v18\.20\.0 is too old/, /nodejs\.org/)
    },
  },
  {
    name: 'little memory',
    done: 'start in a control group of 500 MiB',
    expected: `69, names memory; ${MADE_NOTHING}`,
    needsRoot: true,
    attempt: littleMemory,
  },
  {
    name: 'little disk',
    done: 'state on a tmpfs of 100 MiB',
    expected: `69, names the disk and EASYFLOW_STATE_DIR; ${MADE_NOTHING}`,
    needsRoot: true,
    attempt: async (workshop) => {
      const disk = mountDisk(workshop, 100)
      const ended = await easyflow(workshop, ['start'], { state: join(disk, 'state') })
      return madeNothing(refuses(ended, /too little disk/i, /EASYFLOW_STATE_DIR/), disk)
    },
  },
  {
    name: 'disk fills up',
    done: 'state on a tmpfs of 700 MiB, filled under traffic; then room is made; filled again, stop',
    expected:
      'three tries, then 69, why and the last lines, nothing left; start: 69; with room all accepted are COMPLETE; stop: 0',
    needsRoot: true,
    attempt: diskFillsUp,
  },
]

async function startWith(workshop: Workshop, PATH: string, words: readonly RegExp[]): Promise<Outcome> {
  const folder = workshop.folder('state')
  const env = { PATH, JAVA_HOME: '' }
  const ended = await easyflow(workshop, ['start'], { state: join(folder, 'state'), env })
  return madeNothing(refuses(ended, ...words), folder)
}

function madeNothing(outcome: Outcome, folder: string): Outcome {
  const made = readdirSync(folder)
  return made.length === 0
    ? outcome
    : { ...outcome, line: `made ${made.join(', ')}: ${outcome.line}`, isAsExpected: false }
}

/** The script and not the program behind it. */
export async function practice(
  workshop: Workshop,
  PATH: string,
  state: string,
  checkout = workshop.checkout,
) {
  return await workshop.run(['bash', join(checkout, 'interview_practice.sh'), '--hostile'], {
    cwd: checkout,
    env: workshop.environment({ PATH, JAVA_HOME: '', EASYFLOW_STATE_DIR: state }),
  })
}

async function littleMemory(workshop: Workshop): Promise<Outcome> {
  const isVersion1 = existsSync('/sys/fs/cgroup/memory')
  const group = CGROUPS[isVersion1 ? 0 : 1] ?? ''
  mkdirSync(group, { recursive: true })
  writeFileSync(join(group, isVersion1 ? 'memory.limit_in_bytes' : 'memory.max'), String(500 * 1024 ** 2))
  const within = ['sh', '-c', `echo $$ > ${join(group, 'cgroup.procs')} && exec "$@"`, 'sh']
  const folder = workshop.folder('state')
  const ended = await easyflow(workshop, ['start'], { state: join(folder, 'state'), within })
  return madeNothing(refuses(ended, /too little memory/i, /control group/), folder)
}

async function diskFillsUp(workshop: Workshop): Promise<Outcome> {
  const disk = mountDisk(workshop, 700)
  const state = join(disk, 'state')
  workshop.seedCache(state)
  const node = join(workshop.checkout, 'node_modules/node/bin/node')
  const program = join(workshop.checkout, 'scripts/crash-test/fill-disk.ts')
  const env = workshop.environment({ EASYFLOW_STATE_DIR: state })
  return runs(await workshop.run([node, program, disk], { env }))
}
