#!/usr/bin/env node
// Runs on whatever Node the machine has, and hands over to the one that npm installed: that one runs
// TypeScript without a build. Installs nothing itself.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = dirname(dirname(fileURLToPath(import.meta.url)))
const node = join(checkout, 'node_modules', 'node', 'bin', 'node')

if (existsSync(node)) handOver()
else {
  console.error(`The packages are not installed. Run: npm ci --prefix "${checkout}"`)
  process.exitCode = 69
}

function handOver() {
  const main = join(checkout, 'system', 'runtime', 'cli', 'main.ts')
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself, which decides what it means; SIGTERM reaches only us.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => {
    console.error(`Could not start ${node}: ${error.message}`)
    process.exitCode = 70
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 70)
  })
}
