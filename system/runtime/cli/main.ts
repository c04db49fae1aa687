import { runCli } from './run-cli.ts'

// Whoever started us was killed: what it wanted, nobody waits for any more.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The channel alone must not keep us.
process.channel?.unref()

process.exitCode = await runCli(process.argv.slice(2), {
  result: (text) => console.log(text),
  talk: (text) => console.error(text),
  isTerminal: process.stderr.isTTY,
})
