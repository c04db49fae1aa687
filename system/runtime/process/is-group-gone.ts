import { setTimeout as pause } from 'node:timers/promises'

/** Waits until no process of a group is left. Tells whether that happened within `limitMs`. */
export async function isGroupGone(pid: number, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs
  while (hasMembers(pid)) {
    if (performance.now() > until) return false
    await pause(10)
  }
  return true
}

function hasMembers(pid: number): boolean {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    // ESRCH: nobody there. EPERM cannot be: the group is of our own children.
    return false
  }
}
