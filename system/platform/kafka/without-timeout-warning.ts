let isInstalled = false

/**
 * Keeps one warning of one kind off stderr: kafkajs computes negative timeouts for its request queue, which
 * Node reads as 1 ms and complains about. All other warnings pass. Safe to call again.
 */
export function withoutTimeoutWarning(): void {
  if (isInstalled) return
  isInstalled = true
  const emit = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = (...args: unknown[]): void => {
    if (args[1] !== 'TimeoutNegativeWarning') emit(...args)
  }
}
