import { join } from 'node:path'
import type { Outcome } from './place-row.ts'
import type { Ended } from './run-program.ts'
import type { Workshop } from './workshop.ts'

export interface Visit {
  readonly instance?: string
  readonly checkout?: string
  readonly state?: string
  /** Comes before the command: `setpriv …`, `unshare …`. */
  readonly within?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly stay?: boolean
}

/** Starts a system in a place, runs an execution there, stops it and looks for leftovers. */
export async function visit(workshop: Workshop, options: Visit = {}): Promise<Ended> {
  const { checkout = workshop.checkout, state = workshop.state, within = [], instance = 'places' } = options
  const node = join(checkout, 'node_modules/node/bin/node')
  const program = join(checkout, 'scripts/places/visit.ts')
  const flags = options.stay === true ? ['--stay'] : []
  return await workshop.run([...within, node, program, instance, state, ...flags], {
    cwd: checkout,
    env: workshop.environment({ EASYFLOW_STATE_DIR: state, ...options.env }),
  })
}

/** Runs `easyflow <args>` with the machine's own Node. */
export async function easyflow(
  workshop: Workshop,
  args: readonly string[],
  options: Visit = {},
): Promise<Ended> {
  const { checkout = workshop.checkout, state = workshop.state, within = [], env } = options
  return await workshop.run([...within, 'node', join(checkout, 'bin/easyflow.mjs'), ...args], {
    cwd: checkout,
    env: workshop.environment({ EASYFLOW_STATE_DIR: state, ...env }),
  })
}

/** It has to run. */
export function runs({ status, result, said }: Ended): Outcome {
  const line = lastLine(result) ?? lastLine(said) ?? ''
  return { status, line, isAsExpected: status === 0 && line.startsWith('COMPLETE') }
}

/** It has to end with 69 and one message that says all of this. */
export function refuses({ status, result, said }: Ended, ...words: readonly RegExp[]): Outcome {
  const text = `${said}\n${result}`
  const line = text.split('\n').find((row) => words.some((word) => word.test(row))) ?? lastLine(said) ?? ''
  return { status, line, isAsExpected: status === 69 && words.every((word) => word.test(text)) }
}

/** The first that is not as it should be, else the last. */
export function allOf(...outcomes: readonly Outcome[]): Outcome {
  const odd = outcomes.find(({ isAsExpected }) => !isAsExpected)
  const lines = outcomes.map(({ status, line }) => `${String(status)}: ${line}`).join('; ')
  const last = outcomes.at(-1)
  if (odd !== undefined || last === undefined)
    return { status: odd?.status ?? null, line: lines, isAsExpected: false }
  return { status: last.status, line: lines, isAsExpected: true }
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)
}
