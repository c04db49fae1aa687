// npm run places: brings in what is missing, then tries every place on our own Node.
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './ensure-installed.mjs'
import { runChild } from './run-child.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
await ensureInstalled({ needs: ['tools', 'system'], name: 'npm run places' })
const line = [join(root, 'scripts/places/main.ts'), ...process.argv.slice(2)]
const { exitStatus } = await runChild(join(root, 'node_modules/.bin/node'), line, { cwd: root })
process.exitCode = exitStatus
