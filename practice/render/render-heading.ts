import { glyphsOf } from '../../chaos/terminal/glyphs.ts'
import { span, type Line, type Page } from '../../chaos/terminal/line.ts'
import { paragraph } from '../../chaos/terminal/paragraph.ts'

/** A rule with a label in it, then what the block is about. */
export function renderHeading(label: string, text: string, page: Page): Line[] {
  const { rule } = glyphsOf(page)
  const start = `${rule.repeat(2)} ${label} `
  return [
    [span(start + rule.repeat(Math.max(page.width - start.length, 0)), 'faint')],
    ...paragraph(text, page, { tone: 'title' }),
  ]
}
