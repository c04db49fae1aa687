import { readFile } from 'node:fs/promises'
import { exitCode, type ExitCode } from '../../contracts/exit-code.ts'
import { credentialsSchema } from '../../contracts/system-status.ts'
import { withCallers } from '../instance/instance-memory.ts'
import { bootstrapSystem } from './bootstrap-system.ts'
import { containerLayoutOf } from './container-context.ts'
import { loadContainerSettings, type ContainerSettings } from './container-settings.ts'
import { openGate } from './open-gate.ts'
import { writeSecrets } from './write-secrets.ts'

// The jobs of docker-compose.yml that exist only there.
const jobs: Readonly<Record<string, (settings: ContainerSettings) => Promise<void>>> = {
  secrets: async (settings) => {
    for (const file of await writeSecrets(settings)) console.error(`written: ${file}`)
  },
  bootstrap: async (settings) => await bootstrapSystem(settings, (text) => console.error(text)),
  credentials: async (settings) => {
    const layout = containerLayoutOf(settings)
    const text = await readFile(layout.credentialsFile, 'utf8')
    console.log(JSON.stringify(withCallers(layout, credentialsSchema.parse(JSON.parse(text)))))
  },
  gate: async (settings) => {
    const ports = [
      settings.EASYFLOW_POSTGRES_PORT,
      settings.EASYFLOW_KAFKA_PORT,
      settings.EASYFLOW_KAFKA_ADMIN_PORT,
      settings.EASYFLOW_ISSUER_PORT,
      settings.EASYFLOW_API_PORT,
      settings.EASYFLOW_WORKER_HEALTH_PORT,
    ]
    const { EASYFLOW_GATE_ADDRESS: address } = settings
    const gate = await openGate(ports, ...(address === undefined ? [] : [[address]]))
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => gate.close())
    console.error(`passing on ${ports.join(', ')}`)
  },
}

process.exitCode = await run(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  return exitCode.crashed
})

async function run(name: string): Promise<ExitCode> {
  const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined
  if (job === undefined) {
    console.error(`Unknown job "${name}". Try one of: ${Object.keys(jobs).join(', ')}`)
    return exitCode.usage
  }
  await job(loadContainerSettings(process.env))
  return exitCode.ok
}
