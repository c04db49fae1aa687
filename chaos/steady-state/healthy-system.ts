import type { SteadyStateDeclaration } from './registry.ts'

/** What nearly every scenario begins and ends with. A realtime execution takes 0.1 s; on a busy machine more. */
export const healthySystem: readonly SteadyStateDeclaration[] = [
  { probe: 'parts-not-ready', atMost: 0 },
  { probe: 'realtime-execution-ms', atMost: 5000 },
]
