import { loadMutant } from '../../mutation/load-mutants.ts'
import { runApiSaboteur } from '../build-saboteur.ts'

const { name, lie } = await loadMutant(process.env['CHAOS_MUTANT'] ?? '')
if (lie.in !== 'api') throw new Error(`${name} is no mutant of the api`)
await runApiSaboteur(process.env, lie.replace, (code) => process.exit(code))
