import { formatDuration } from '../../chaos/terminal/format-duration.ts'
import type { BackgroundSystem } from './background-system.ts'
import { describeFailure } from './describe-failure.ts'
import { narrate, type NarrateOptions } from './narrate.ts'
import { within } from './within.ts'

const STOP_LIMIT_MS = 30_000

export type StopOptions = Pick<NarrateOptions, 'screen' | 'now'> & { readonly system: BackgroundSystem }

/** Ends the system and says so. @returns whether everything ended; why not is on the screen. */
export async function stopSystem({ system, screen, now }: StopOptions): Promise<boolean> {
  const phase = system.phase()
  if (phase === 'idle' || phase === 'failed') return true
  const startedAt = now()
  try {
    const stopping = narrate(() => system.stop(), { screen, now, awaited: 'the system to stop' })
    await within(stopping, { limitMs: STOP_LIMIT_MS, what: 'Stopping the system' })
    screen.say(`System stopped after ${formatDuration(now() - startedAt)}`, { tone: 'faint' })
    return true
  } catch (error) {
    screen.say(`The system did not stop cleanly. ${describeFailure(error)}`, { tone: 'bad' })
    return false
  }
}
