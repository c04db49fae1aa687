import type { Environment } from '../environment/environment.ts'
import { openSqlSession } from '../probes/sql-session.ts'
import type { Fault } from './fault.ts'

/** Kills Postgres at once, as a crash would. Heals by starting it again on the same address and data. */
export function killDatabase({ access: { system, addresses } }: Environment): Omit<Fault, 'name'> {
  return {
    async inject() {
      const { pid } = system.status().parts.postgres
      await system.kill('postgres')
      if (await isAnswering(addresses.adminDatabaseUrl)) throw new Error('A database still answers')
      return `the server's process ${String(pid)} is gone, and nobody answers where it was`
    },
    async heal() {
      if (system.status().parts.postgres.state === 'stopped') await system.restart('postgres')
    },
  }
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    await (await openSqlSession(url)).close()
    return true
  } catch {
    return false
  }
}
