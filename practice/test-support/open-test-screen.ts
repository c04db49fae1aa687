import { Writable } from 'node:stream'
import { openScreen, type Screen } from '../../chaos/terminal/screen.ts'

/** An ASCII screen 80 columns wide, and what has been shown on it. */
export function openTestScreen(): { screen: Screen; text: () => string } {
  const chunks: string[] = []
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      done()
    },
  })
  const screen = openScreen({ stdout: Object.assign(stdout, { columns: 80 }), environment: {} })
  return { screen, text: () => chunks.join('') }
}
