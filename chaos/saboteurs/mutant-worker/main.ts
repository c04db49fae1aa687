import { loadMutant } from '../../mutation/load-mutants.ts'
import { runWorkerSaboteur } from '../build-saboteur.ts'

const { name, lie } = await loadMutant(process.env['CHAOS_MUTANT'] ?? '')
if (lie.in !== 'worker') throw new Error(`${name} is no mutant of the worker`)
await runWorkerSaboteur(process.env, lie.replace, (code) => process.exit(code))
