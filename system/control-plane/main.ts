import { exitCode } from '../contracts/exit-code.ts'
import { runCommand } from './run-command.ts'

process.exitCode = await runCommand(process.argv.slice(2), process.env, {
  result: (text) => console.log(text),
  talk: (text) => console.error(text),
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  return exitCode.crashed
})
