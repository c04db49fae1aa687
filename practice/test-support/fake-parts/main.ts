import { runCli } from '../../cli.ts'
import type { ProofContext } from '../../parts.ts'
import { EasyFlowError } from '../../../system/contracts/easyflow-error.ts'
import { buildReport, fakeProofs, holds, violated } from '../fake-proofs.ts'
import { startFakeSystem, startTroubledSystem } from '../fake-system.ts'

/** The kit as it is, over a fake system and proofs that do as FAKE_PROOFS and FAKE_START say. */
const behaviours = {
  hold: (scenario: string) => Promise.resolve(buildReport(scenario, holds)),
  violate: (scenario: string) => Promise.resolve(buildReport(scenario, violated)),
  throw: () => Promise.reject(new Error('the probe lost its connection')),
  // Ends when it is told to, as a proof does that heals first.
  wait: async (_: string, { signal, onProgress }: ProofContext) => {
    onProgress('the fault is in place')
    const { promise, reject } = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => reject(new Error('healed')), { once: true })
    return promise
  },
}

const proofs = behaviours[(process.env['FAKE_PROOFS'] ?? 'hold') as keyof typeof behaviours]
const startFailures = {
  'requirement-missing': new EasyFlowError('ERR_REQUIREMENT_MISSING', 'Java 17 or newer is needed'),
  fails: new EasyFlowError('ERR_PART_FAILED', 'kafka ended with status 1'),
}
const startFailure = startFailures[process.env['FAKE_START'] as keyof typeof startFailures] as
  Error | undefined

const startSystem = process.env['FAKE_START'] === 'troubled' ? startTroubledSystem : startFakeSystem

process.exit(
  await runCli({
    argv: process.argv.slice(2),
    environment: process.env,
    parts: {
      loadStartSystem: () =>
        Promise.resolve(startFailure === undefined ? startSystem : () => Promise.reject(startFailure)),
      loadProofs: () => Promise.resolve(fakeProofs(proofs)),
    },
  }),
)
