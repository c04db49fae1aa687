import { exitCode } from '../../contracts/exit-code.ts'
import { runCli } from './run-cli.ts'

// Whoever started us was killed: what it wanted, nobody waits for any more.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The channel alone must not keep us.
process.channel?.unref()

// Whoever reads has enough: `easyflow logs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCode.ok)
})
process.exitCode = await runCli(process.argv.slice(2), {
  result: (text) => console.log(text),
  talk: (text) => console.error(text),
  isTerminal: process.stderr.isTTY,
  // As https://no-color.org has it.
  hasColours: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
  isReadByPerson: process.stdout.isTTY,
})
