import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'
import type { WallName } from '../walls.ts'
import { openTenantFunctions } from '../../probes/tenant-functions.ts'
import { claim, completeStep, withHeldExecution, type HeldExecution, type Holding } from './late-worker.ts'

/** What a function answers that has written nothing, because the lease is another's or over. */
const NO_ROW = 'database: wrote nothing'

interface LateWrite {
  readonly name: string
  readonly title: string
  readonly holding: Holding
  readonly removes: WallName
  /** @returns null, false or undefined when nothing was written. */
  readonly write: (held: HeldExecution) => Promise<unknown>
}

const ERROR = { code: 'ERR_STEP_FAILED', message: 'late' }
const asWorker =
  (name: string, ...args: readonly unknown[]) =>
  ({ functions, executionId }: HeldExecution) =>
    functions.asWorker(name, [executionId, ...args])

const lateWrites: readonly LateWrite[] = (
  [
    ['complete', 'stores its step', (held) => completeStep(held, 1, 'late')],
    ['fail', 'gives the execution up', asWorker('fail_execution', 1, 0, ERROR)],
    ['retry', 'puts the step off', asWorker('retry_later', 1, 0, ERROR, 60_000)],
    ['give-back', 'gives the execution back', asWorker('give_back', 1)],
    ['renew', 'renews its lease', asWorker('renew_lease', 1, 60_000)],
  ] as const satisfies readonly (readonly [string, string, LateWrite['write']])[]
).flatMap(([name, title, write]): readonly LateWrite[] => [
  {
    name: `${name}-after-take-over`,
    title: `a worker wakes up after another has taken over, and ${title}`,
    holding: 'taken over',
    removes: 'worker-fence',
    write,
  },
  {
    name: `${name}-after-lease`,
    title: `a worker whose lease is over, and nobody has taken over, ${title}`,
    holding: 'over',
    removes: 'worker-fence',
    write,
  },
])

const claims: readonly LateWrite[] = [
  {
    name: 'claim-held',
    title: 'a second worker claims an execution that the first one holds',
    holding: 'held',
    removes: 'claim-guard',
    write: (held) => claim(held),
  },
  {
    name: 'claim-complete',
    title: 'a worker claims an execution that is complete',
    holding: 'complete',
    removes: 'claim-guard',
    write: (held) => claim(held),
  },
]

/** Workers that come too late, or two at a time: what one writes whose lease is over or another's. */
export const leaseAttacks: readonly SuiteAttack[] = [
  ...[...lateWrites, ...claims].map(toAttack),
  {
    id: 'L5-claim-new-at-once',
    layer: 'L5',
    title: 'eight workers, each on a connection of its own, claim a new execution at once',
    allowed: ['database: one of them has it'],
    aim: 'be accepted',
    removes: ['claim-guard'],
    mayTouchOwn: true,
    attack: (bench): Promise<SuiteMet> =>
      withHeldExecution(bench, 'over', async ({ executionId }) => {
        const workers = await Promise.all(
          Array.from({ length: 8 }, () => openTenantFunctions(bench.access, bench.attacker)),
        )
        try {
          const won = await Promise.all(workers.map((functions) => claim({ functions, executionId })))
          const winners = won.filter((attempt) => attempt !== undefined).length
          const isOne = winners <= 1
          const answer = isOne ? 'one of them has it' : `${winners} of them have it`
          return { refusedBy: isOne ? 'database' : 'none', answer, text: '' }
        } finally {
          await Promise.all(workers.map((functions) => functions.close()))
        }
      }),
  },
]

function toAttack({ name, title, holding, removes, write }: LateWrite): SuiteAttack {
  return {
    id: `L5-${name}`,
    layer: 'L5',
    title,
    allowed: [NO_ROW],
    aim: 'be accepted',
    removes: [removes],
    mayTouchOwn: true,
    attack: (bench) =>
      withHeldExecution(bench, holding, async (held): Promise<SuiteMet> => {
        const written = await write(held)
        if (written === null || written === undefined || written === false)
          return { refusedBy: 'database', answer: 'wrote nothing', text: '' }
        return { refusedBy: 'none', answer: 'written', text: JSON.stringify(written) }
      }),
  }
}
