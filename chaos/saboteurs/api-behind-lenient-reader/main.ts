import { runApiSaboteur } from '../build-saboteur.ts'
import { replaceParts } from '../api-believes-anything-anywhere/replace-parts.ts'
import { pickPort } from '../start-node-process.ts'
import { readLeniently } from './read-leniently.ts'

const inner = await pickPort()
const port = Number(process.env['EASYFLOW_API_PORT'])
await runApiSaboteur({ ...process.env, EASYFLOW_API_PORT: String(inner) }, replaceParts, (code) =>
  process.exit(code),
)
await readLeniently({ port, innerUrl: `http://127.0.0.1:${inner}` })
