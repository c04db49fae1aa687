import type { Progress } from '../../system/contracts/progress.ts'
import { formatDuration } from '../../chaos/terminal/format-duration.ts'
import type { Line, Page } from '../../chaos/terminal/line.ts'
import { paragraph } from '../../chaos/terminal/paragraph.ts'

/** What became of a part of a running system: it died (with the end of its log), it is back, all is over. */
export function renderTrouble(event: Progress, page: Page): readonly Line[] {
  const { part, state, elapsedMs, detail, lastLines = [] } = event
  if (state === 'back') {
    const text = `${part} is back, ${formatDuration(elapsedMs)} after it died`
    return paragraph(text, page, { tone: 'good' })
  }
  const text = `${part} ${state}${detail === undefined ? '' : `: ${detail}`}`
  const tone = state === 'restarting' ? 'faint' : 'bad'
  return [
    ...paragraph(text, page, { tone }),
    ...lastLines.flatMap((line) => paragraph(line, page, { indent: 2, tone: 'faint' })),
  ]
}
