import type { Parts } from './parts.ts'

/** The system and the proofs of this checkout. */
export const realParts: Parts = {
  async loadStartSystem(inContainers) {
    if (inContainers) {
      const { startDockerSystem } = await import('../system/runtime/docker/start-docker-system.ts')
      return startDockerSystem
    }
    const { startSystem } = await import('../system/runtime/start-system.ts')
    return startSystem
  },
  async loadProofs() {
    return import('../chaos/run-proof.ts')
  },
}
