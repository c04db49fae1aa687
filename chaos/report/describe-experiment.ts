import type { Journal, JournalAction, JournalGate } from './journal-schema.ts'
import type { Declaration } from './read-reported-run.ts'

/** What carries out everything: "npm run chaos". The further arguments say what, in the words of the scenario. */
const HARNESS = { path: 'npm', arguments: { run: 'chaos' } } as const

/** A scenario as an experiment of Chaos Toolkit: to be read and compared, not to be played by it. */
export function describeExperiment(declaration: Declaration): Journal['experiment'] {
  const { title, question, claim, failureClass, contributions, steadyState, disturbances, acts } = declaration
  const faults = [...disturbances, ...acts.flatMap((act) => act.disturbances ?? [])]
  return {
    version: '0.1.0',
    title,
    description: `${question} ${claim}`,
    tags: [failureClass],
    contributions,
    'steady-state-hypothesis': {
      title: 'The system is whole and serves every tenant',
      probes: steadyState.map(({ probe, atMost }) => describeGate(probe, atMost)),
    },
    method: [
      ...disturbances.map(({ fault, ...options }) => describeFault('inject', fault, options)),
      ...acts.flatMap((act) => [
        ...(act.disturbances ?? []).map(({ fault, ...options }) => describeFault('inject', fault, options)),
        ...(act.attacks ?? []).map(({ title: name, ...options }) => describeAttack(name, options)),
      ]),
    ],
    rollbacks: faults.toReversed().map(({ fault, ...options }) => describeFault('heal', fault, options)),
    extensions: [{ name: 'easyflow', scenario: declaration }],
  }
}

export function describeGate(probe: string, atMost: number): JournalGate {
  return {
    type: 'probe',
    name: probe,
    provider: provider({ probe }),
    tolerance: { type: 'range', range: [0, atMost] },
  }
}

export function describeFault(
  verb: 'inject' | 'heal',
  fault: string,
  options: Readonly<Record<string, unknown>>,
): JournalAction {
  return { type: 'action', name: `${verb} ${fault}`, provider: provider({ [verb]: fault, ...options }) }
}

export function describeAttack(title: string, options: Readonly<Record<string, unknown>>): JournalAction {
  return { type: 'action', name: title, provider: provider(options) }
}

function provider(options: Readonly<Record<string, unknown>>): JournalAction['provider'] {
  const spelt = Object.entries(options).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const words = Object.fromEntries(spelt) as Record<string, string>
  return { type: 'process', ...HARNESS, arguments: { ...HARNESS.arguments, ...words } }
}
