import { runChaosCli } from './run-chaos-cli.ts'

process.exitCode = await runChaosCli(process.argv.slice(2))
