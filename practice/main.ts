import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Without it, reading the TypeScript takes most of the second within which the first question is to appear.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/easyflow-practice', import.meta.url)))
const { runCli } = await import('./cli.ts')
const { realParts } = await import('./real-parts.ts')

process.exit(await runCli({ argv: process.argv.slice(2), environment: process.env, parts: realParts }))
