/** A check that takes too long for CI. It exits as every command of ours does: 0 holds, 1 violated, 2 unknown. */
export interface LongCheck {
  readonly name: string
  /** What holds when it ends with 0. */
  readonly promise: string
  /** About how long it takes on two processors. */
  readonly minutes: number
  readonly command: readonly string[]
  /** What is put behind the command for it to renew its page of evidence. */
  readonly writes?: readonly string[]
}

/** All of them, in the order in which they run: the short ones first. A new one is a line here. */
export const longChecks: readonly LongCheck[] = [
  {
    ...long(
      'isolation-faults',
      2,
      'every known isolation fault is refused or found, and no control is reported',
      ['isolation-faults'],
    ),
    writes: ['--', '--write'],
  },
  long(
    'token-fuzz',
    3,
    'api and database agree on 10,000 mutated tokens, the broker lets none of another tenant in',
    ['fuzz-tokens', '--seed', '1', '--count', '10000', '--broker', '500'],
  ),
  long('token-bench', 1, 'what the check of a token costs has been measured', ['bench-tokens']),
  {
    ...long('walls-price', 5, 'with the walls there is at least 0.8 of the throughput without them', [
      'bench-walls',
    ]),
    writes: ['--', '--write'],
  },
  {
    ...long(
      'attacks',
      5,
      'every attack is refused as its row says, and each that relies on a wall succeeds without it',
      ['chaos', 'attacks'],
    ),
    writes: ['--write'],
  },
  long('matrix', 2, 'with each pair of layers removed every attack ends as it is written down', [
    'chaos',
    'matrix',
    '--pairs',
  ]),
  long('scenarios', 6, 'every scenario comes to the verdict that it declares', ['chaos', 'run', '--all']),
  long('crash-test', 8, 'killed at thirty moments, the system keeps its promises', ['crash-test']),
  long('mutants', 12, 'the system lies in every way that we know, and whoever has to finds it out', [
    'chaos',
    'mutants',
  ]),
]

function long(name: string, minutes: number, promise: string, line: readonly string[]): LongCheck {
  const [script = '', ...args] = line
  const command = ['npm', 'run', '--silent', script, ...(args.length === 0 ? [] : ['--', ...args])]
  return { name, minutes, promise, command }
}
