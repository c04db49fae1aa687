import { holdLock } from '../../platform/database/hold-lock.ts'
import type { Installer } from '../../platform/database/with-installer.ts'

/** Shorter than a rotation may hold it: a stolen key does not wait for one. */
const EMERGENCY_WAIT_MS = 2000

/**
 * Runs `work` alone among the commands that change keys. In an emergency it does not wait for that: when the
 * lock is not to be had within two seconds, or the database does not answer, `work` runs without an installer.
 *
 * @throws the driver's error when it is no emergency and the lock is not to be had within a minute.
 */
export async function withKeyLock<Result>(
  installer: Installer,
  isEmergency: boolean,
  work: (installer: Installer | undefined) => Promise<Result>,
): Promise<Result> {
  let begun: Promise<Result> | undefined
  const lock = isEmergency ? ({ name: 'issuerKeys', withinMs: EMERGENCY_WAIT_MS } as const) : 'issuerKeys'
  try {
    return await holdLock(installer, lock, () => (begun = work(installer)))
  } catch (error) {
    // What was done counts, also when the lock could not be given back: it ends with the session.
    if (begun !== undefined) return await begun
    if (!isEmergency) throw error
    return await work(undefined)
  }
}
