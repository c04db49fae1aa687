// For measuring what the check of tokens costs, see scripts/bench/walls: works only where nobody checks.
import { runWorkerSaboteur } from '../build-saboteur.ts'
import { presentUnsigned } from './present-unsigned.ts'

await runWorkerSaboteur(process.env, { tokens: presentUnsigned }, (code) => process.exit(code))
