#!/usr/bin/env node
// Runs on whatever Node the machine has, and hands over to the one that npm installed: that one runs
// TypeScript without a build. Installs nothing itself. What the machine lacks it tells by itself.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readInstallation } from '../system/runtime/requirements/read-installation.mjs'
import { runDoctor } from '../system/runtime/requirements/run-doctor.mjs'

const checkout = dirname(dirname(fileURLToPath(import.meta.url)))
const node = join(checkout, 'node_modules', 'node', 'bin', 'node')

const [command, ...args] = process.argv.slice(2)
const { lack } = readInstallation(checkout)

if (command === 'doctor') {
  process.exitCode = await runDoctor(args, {
    environment: process.env,
    columns: process.stdout.columns,
    result: (text) => console.log(text),
    talk: (text) => console.error(text),
  })
} else if (lack === undefined) handOver()
else {
  console.error(`${lack[0].toUpperCase()}${lack.slice(1)}. Run: npm ci --prefix "${checkout}"`)
  console.error('What else may be missing here is told by: npx easyflow doctor')
  process.exitCode = 69
}

function handOver() {
  const main = join(checkout, 'system', 'runtime', 'cli', 'main.ts')
  // Meant for another Node than ours, these could keep it from starting or change what it does.
  const { NODE_OPTIONS: _options, NODE_PATH: _path, ...environment } = process.env
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    // By the end of its channel the child learns that we were killed, and ends what it was doing.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...environment, NODE_ENV: 'production' },
  })
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
