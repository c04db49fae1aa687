export const phases = ['starting', 'running', 'stopping'] as const
export type Phase = (typeof phases)[number]

const serverParts = ['postgres', 'kafka', 'issuer', 'api', 'worker'] as const
export type Part = (typeof serverParts)[number]
export type Victim = Part | 'launcher' | 'supervisor' | 'control-plane' | 'initdb' | 'kafka-format'

/** One kill: in which phase, how long after it began, and of whom. */
export interface Round {
  readonly number: number
  readonly phase: Phase
  readonly victim: Victim
  readonly momentMs: number
}

/** From the command to about when the phase is over for that victim. The moment is drawn from it. */
const TAKES_MS = {
  starting: { launcher: 9000, supervisor: 9000, other: 7000 },
  running: { launcher: 0, supervisor: 3000, other: 3000 },
  stopping: { launcher: 1500, supervisor: 1500, other: 700 },
} as const satisfies Record<Phase, Record<'launcher' | 'supervisor' | 'other', number>>

const victimsOf = {
  starting: ['launcher', 'supervisor', ...serverParts, 'control-plane', 'initdb', 'kafka-format'],
  running: ['supervisor', ...serverParts],
  stopping: ['launcher', 'supervisor', ...serverParts],
} as const satisfies Record<Phase, readonly Victim[]>

/**
 * Draws `moments` kills from a seed: every victim of every phase comes up once before any does again, in an
 * order and at times of chance.
 */
export function planRounds(seed: number, moments: number, only?: Phase): readonly Round[] {
  const random = createRandom(seed)
  const wanted = phases.filter((phase) => only === undefined || phase === only)
  const all = wanted.flatMap((phase) => victimsOf[phase].map((victim): [Phase, Victim] => [phase, victim]))
  const rounds: Round[] = []
  while (rounds.length < moments) {
    for (const [phase, victim] of shuffle(all, random).slice(0, moments - rounds.length)) {
      const takes = TAKES_MS[phase]
      const takesMs = victim === 'launcher' || victim === 'supervisor' ? takes[victim] : takes.other
      const momentMs = Math.floor(random() * takesMs)
      rounds.push({ number: rounds.length + 1, phase, victim, momentMs })
    }
  }
  return rounds
}

/** Whether the victim only lives while an instance is made for the first time. */
export function needsFreshInstance({ victim }: Round): boolean {
  return victim === 'initdb' || victim === 'kafka-format'
}

export function isPart(victim: Victim): victim is Part {
  return serverParts.some((part) => part === victim)
}

function shuffle<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ item }) => item)
}

/** A number in [0, 1) at each call, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
