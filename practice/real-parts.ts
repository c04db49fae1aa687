import type { Parts } from './parts.ts'

let mayBreakExternal = false

/** The system and the proofs of this checkout. */
export const realParts: Parts = {
  async checkSettings(environment) {
    const { requireProvable } = await import('../system/runtime/external/require-provable.ts')
    requireProvable(environment)
    // What would be broken is ours, or was said to be broken.
    mayBreakExternal = true
  },
  async loadStartSystem(inContainers) {
    if (inContainers) {
      const { startDockerSystem } = await import('../system/runtime/docker/start-docker-system.ts')
      return startDockerSystem
    }
    const { startSystem } = await import('../system/runtime/start-system.ts')
    return startSystem
  },
  async loadProofs() {
    const { runProof, ...rest } = await import('../chaos/run-proof.ts')
    return { ...rest, runProof: (name, context) => runProof(name, { ...context, mayBreakExternal }) }
  },
}
