import { z } from 'zod'
import { functionSchemaOf } from '../../system/contracts/names.ts'
import { newSubmission } from './new-submission.ts'
import { defineAttack } from './define-attack.ts'
import { openTenantFunctions, type TenantFunctions } from '../probes/tenant-functions.ts'
import { tenantOption } from '../tenant-option.ts'

/** Somebody else may claim first what has no lease any more: then it is tried with another execution. */
const TRIES_MAX = 5
const LONG_LEASE_MS = 60_000

/**
 * Plays two workers of a tenant at one execution. The first one's lease runs out and the second takes over; then
 * the first goes on as if nothing had been: renews its lease, stores its step. And a third claims what the second
 * holds. None of it may be let through. In the end whoever holds the execution completes it.
 */
export const writeAfterLease = defineAttack({
  name: 'write-after-lease',
  options: z.strictObject({ tenant: tenantOption }),
  async attack(environment, { tenant }) {
    const functions = await openTenantFunctions(environment.access, tenant)
    try {
      for (let tries = 1; ; tries += 1) {
        const marker = `${environment.marker}-${tries}`
        const submission = newSubmission({ marker, mode: 'balanced' })
        await functions.asCaller('submit', [submission])
        const asked = { tenant, marker, outcome: 'accepted' } as const
        environment.history.write({ kind: 'asked', ...asked })
        const isOurs = await takeTwice(functions, submission.executionId)
        if (isOurs) return { ...name(await goOn(functions, submission)), seen: [] }
        if (tries === TRIES_MAX) throw new Error(`Others claimed first in ${functionSchemaOf(tenant)}`)
      }
    } finally {
      await functions.close()
    }
  },
})

/** @returns whether both claims were ours: attempts 1 and 2. */
async function takeTwice(functions: TenantFunctions, executionId: string): Promise<boolean> {
  const first = await claim(functions, executionId, 1)
  // The next statement comes later than that.
  const second = await claim(functions, executionId, LONG_LEASE_MS)
  return first === 1 && second === 2
}

/** @returns what was let through. */
async function goOn(
  functions: TenantFunctions,
  { executionId, input }: { readonly executionId: string; readonly input: { readonly marker: string } },
): Promise<readonly string[]> {
  const through: string[] = []
  const third = await claim(functions, executionId, LONG_LEASE_MS)
  if (third !== undefined) through.push('a claim of what another holds')
  if ((await functions.asWorker('renew_lease', [executionId, 1, LONG_LEASE_MS])) !== false)
    through.push('a renewal')
  const complete = (attempt: number, marker: string): Promise<unknown> =>
    functions.asWorker('complete_step', [
      executionId,
      attempt,
      0,
      {
        result: null,
        output: null,
        effect: { marker },
        last: true,
        leaseMs: LONG_LEASE_MS,
        cpuMs: 0,
        elapsedMs: 0,
      },
    ])
  if ((await complete(1, `${input.marker}-late`)) !== null) through.push('a completion')
  await complete(third ?? 2, input.marker)
  return through
}

async function claim(
  functions: TenantFunctions,
  executionId: string,
  leaseMs: number,
): Promise<number | undefined> {
  const claimed = await functions.asWorker('claim', [executionId, 'chaos-late-worker', leaseMs])
  return claimed === null ? undefined : z.looseObject({ attempt: z.int() }).parse(claimed).attempt
}

function name(through: readonly string[]): { refusedBy: 'database' | 'none'; answer: string } {
  return through.length === 0
    ? { refusedBy: 'database', answer: 'nothing was let through' }
    : { refusedBy: 'none', answer: `let through: ${through.join(', ')}` }
}
