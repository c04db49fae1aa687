import type { Environment } from '../environment/environment.ts'
import { readForeignKey } from './publish-foreign-key.ts'
import { runEasyflow } from '../probes/spawn-easyflow.ts'
import type { Fault } from './fault.ts'

/**
 * Lets an operator bring Postgres to what the issuer's key set shows, who does not look at what it shows. Whoever
 * removes the foreign key takes it out of Postgres too: there is nothing else to heal.
 */
export function copyIssuerKeys({ access }: Environment): Omit<Fault, 'name'> {
  const { admin, system } = access
  return {
    async inject() {
      const { code, said } = await runEasyflow(system.status(), ['keys', 'copy', '--json'])
      if (code !== 0) throw new Error(`The keys could not be copied (exit ${String(code)}): ${said}`)
      const { kid } = await readForeignKey(admin)
      const rows = await admin.rows('select kid from easyflow.issuer_keys where kid = $1', [kid])
      if (rows.length === 0) throw new Error('Postgres does not know the foreign key')
      return `Postgres knows the attacker's key ${kid.slice(0, 8)}…`
    },
    heal: () => Promise.resolve(),
  }
}
