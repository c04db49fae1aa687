/** Kafka's own code, dug out of the client's wrappings. 58 is SASL_AUTHENTICATION_FAILED. */
export function protocolErrorOf(error: unknown): { code: number; type: string } {
  let current: unknown = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, type } = current as { code?: unknown; type?: unknown }
    if (typeof code === 'number' && typeof type === 'string') return { code, type }
    current = (current as { cause?: unknown }).cause
  }
  return { code: -1, type: error instanceof Error ? error.name : 'UNKNOWN' }
}
