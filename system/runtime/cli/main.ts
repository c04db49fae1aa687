import { runCli } from './run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  result: (text) => console.log(text),
  talk: (text) => console.error(text),
  isTerminal: process.stderr.isTTY,
})
