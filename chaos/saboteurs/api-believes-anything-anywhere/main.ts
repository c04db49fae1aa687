import { runApiSaboteur } from '../build-saboteur.ts'
import { replaceParts } from './replace-parts.ts'

await runApiSaboteur(process.env, replaceParts, (code) => process.exit(code))
