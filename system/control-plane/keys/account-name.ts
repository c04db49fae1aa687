import { userInfo } from 'node:os'

/** Who this process runs as, for a record of who changed what: its name, or "uid 10000" where the system knows none. */
export function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // In a container an account is often a mere number.
    return `uid ${String(process.getuid?.() ?? 'unknown')}`
  }
}
