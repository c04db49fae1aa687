import { openScreen } from '../terminal/screen.ts'
import { runChaosCli } from './run-chaos-cli.ts'

const screen = openScreen({ stdout: process.stdout, environment: process.env })
process.exitCode = await runChaosCli(process.argv.slice(2), screen)
