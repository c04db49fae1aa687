import { formatDuration } from '../../chaos/terminal/format-duration.ts'
import type { Screen } from '../../chaos/terminal/screen.ts'

export interface NarrateOptions {
  readonly screen: Screen
  /** Milliseconds, from any start. */
  readonly now: () => number
  /** What is waited for, as it reads after "Still waiting for". */
  readonly awaited: string
  /** The longest silence. Default 3000. */
  readonly silenceMs?: number
}

/** Prints what `work` says, each line with its time, and a sign of life whenever it has been silent for long. */
export async function narrate<Value>(
  work: (say: (line: string) => void) => Promise<Value>,
  { screen, now, awaited, silenceMs = 3000 }: NarrateOptions,
): Promise<Value> {
  const startedAt = now()
  let spokeAt = startedAt
  const say = (line: string): void => {
    spokeAt = now()
    const lead = { text: formatDuration(spokeAt - startedAt), tone: 'faint' as const }
    screen.say(line, { indent: 2, lead, leadWidth: 8, tone: 'faint' })
  }
  const timer = setInterval(() => {
    if (now() - spokeAt >= silenceMs) say(`still waiting for ${awaited}`)
  }, silenceMs / 4)
  try {
    return await work(say)
  } finally {
    clearInterval(timer)
  }
}
