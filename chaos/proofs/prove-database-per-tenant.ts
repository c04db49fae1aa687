import { functionSchemaOf } from '../../system/contracts/names.ts'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import type { Measurement, Unit } from '../measurement.ts'
import { callHttp } from '../probes/call-http.ts'
import { openSqlSession } from '../probes/sql-session.ts'
import { quantityOf } from '../quantity-of.ts'
import { ACME, GLOBEX } from './api-bug-stage.ts'
import { acceptNote, awaitStatus } from './execution-watch.ts'
import { measureMoreTenants, withMoreTenants } from './more-tenants.ts'
import { nameRefusal } from '../attacks/name-refusal.ts'
import { measureOneMoreServer, type Cost } from './one-more-server.ts'
import { noteAttack, type ProofContext } from './proof-context.ts'

/** Tenants that are made and measured together: what one alone adds would drown in the noise. */
const TENANTS = 4
/** Servers that are made and measured, one after the other. */
const SERVERS = 2
/** How far two servers measured the same way may differ before the measuring itself is in doubt. */
const ALIKE_WITHIN = 3

/** What one more tenant costs on the shared server, and what on one of its own, both made on the spot. */
export async function proveDatabasePerTenant(context: ProofContext): Promise<void> {
  const { access, notes, without, signal } = context
  const servers: Cost[] = []
  for (let count = 1; count <= SERVERS; count += 1) {
    const cost = await measureOneMoreServer(access.system.status(), signal)
    servers.push(cost)
    context.onProgress(`one more server, ${count} of ${SERVERS}: ${describe(cost)}`)
  }
  notes.faults.push({
    fault: 'add-server',
    evidence: `${SERVERS} more servers answered, one after the other, empty and idle: ${servers.map(describe).join('; ')}`,
  })
  noteThatMeasuringIsFair(context, servers)
  await withMoreTenants(context, TENANTS, async (made) => {
    const shared = await measureMoreTenants(context, made)
    context.onProgress(`one more tenant, of ${TENANTS}: ${describe(shared)}`)
    // Left out: what the claim rests on. Every tenant then gets a server, and costs what a server does.
    const costs = without.has('shared-server') ? servers : [shared]
    noteCosts(context, { costs, samples: made.samples }, servers)
    await attackAcrossTenants(context, made.tenants[0] ?? ACME)
  })
  await acceptNote(context, { tenant: GLOBEX, name: 'owner' })
  const owner = await awaitStatus(context, 'owner', 'COMPLETE')
  notes.controls.push({
    kind: 'positive',
    description: 'globex, after the new tenants were removed, runs an execution',
    outcome: `${owner.status}, ${owner.effects} effect`,
    asExpected: owner.effects === 1,
  })
}

const figures = [
  // Nothing is claimed of the time: making a server takes little longer than making a tenant whole.
  { of: 'readyMs', label: 'time until it can be used', unit: 'ms', atLeast: undefined },
  { of: 'diskBytes', label: 'disk', unit: 'bytes', atLeast: 10 },
  { of: 'memoryBytes', label: 'memory of the database', unit: 'bytes', atLeast: 1.5 },
] as const satisfies readonly {
  of: keyof Cost
  label: string
  unit: Unit
  atLeast: number | undefined
}[]

/** Measured the same way, one server is like the other: a difference to a tenant is then not the measuring's. */
function noteThatMeasuringIsFair({ notes }: ProofContext, servers: readonly Cost[]): void {
  const ratios = figures.map(({ of }) => {
    const values = servers.map((cost) => cost[of])
    return Math.max(...values) / Math.min(...values)
  })
  notes.controls.push({
    kind: 'negative',
    description: 'with a server for each, one more costs what the last one did: nothing is saved',
    outcome: figures
      .map(({ label }, index) => `${label} ${(ratios[index] ?? 0).toFixed(1)} times`)
      .join(', '),
    asExpected: ratios.every((ratio) => ratio > 0 && ratio <= ALIKE_WITHIN),
  })
}

function noteCosts(
  { notes }: ProofContext,
  { costs, samples }: { readonly costs: readonly Cost[]; readonly samples: number },
  servers: readonly Cost[],
): void {
  for (const { of, label, unit, atLeast } of figures) {
    const server = quantityOf(
      servers.map((cost) => cost[of]),
      {
        of: 'on a server of its own',
        share: 0.5,
        samplesMin: SERVERS,
      },
    )
    const shared = quantityOf(
      costs.map((cost) => Math.max(cost[of], 1)),
      {
        of: 'on the shared one',
        share: 0.5,
        samplesMin: 1,
      },
    )
    notes.measurements.push({
      label: `one more tenant: ${label}`,
      unit,
      quantities: [server, { ...shared, samples, samplesMin: SERVERS }],
      bound: atLeast === undefined ? undefined : { on: 'ratio', kind: 'at least', limit: atLeast },
    })
    if (unit === 'bytes') notes.measurements.push(extrapolate(label, [server.value, shared.value]))
  }
}

/** A hundred times the slope, and said to be that. */
function extrapolate(label: string, [server, shared]: readonly [number, number]): Measurement {
  const hundred = (of: string, value: number): Measurement['quantities'][number] => ({
    of,
    value: value * 100,
    samples: 0,
    samplesMin: 0,
    lowest: value * 100,
    highest: value * 100,
  })
  return {
    label: `a hundred more: ${label}, extrapolated`,
    unit: 'bytes',
    quantities: [hundred('on servers of their own', server), hundred('on the shared one', shared)],
    bound: undefined,
  }
}

/** The cheaper way is not the weaker one: the new tenant and the old ones get nothing of each other. */
async function attackAcrossTenants(context: ProofContext, stranger: TenantId): Promise<void> {
  const { access, notes } = context
  const victim = await acceptNote(context, { tenant: GLOBEX, name: 'victim' })
  const token = await access.tokenOf(stranger)
  await noteAttack(
    context,
    { attack: `${stranger} asks for globex's execution by its id`, by: 'api', answer: /^HTTP 404 / },
    async () => {
      const path = `/executions/${victim.executionId}`
      const answer = await callHttp(access.addresses.apiUrl, { method: 'GET', path, token })
      notes.sightings.push({ seenBy: stranger, where: path, text: answer.text })
      return nameRefusal(answer)
    },
  )
  const attempts = [
    { by: stranger, on: GLOBEX },
    { by: GLOBEX, on: stranger },
  ]
  const session = await openSqlSession(access.addresses.apiDatabaseUrl)
  try {
    for (const { by, on } of attempts) {
      await noteAttack(
        context,
        {
          attack: `with free SQL on the api's login, ${by} calls ${on}'s function with its own token`,
          by: 'database',
          answer: /^SQLSTATE 28000$/,
        },
        async () => {
          const answer = await session.ask(
            `select ${functionSchemaOf(on)}.list_executions($1, '{"limit": 10}')`,
            [await access.tokenOf(by)],
          )
          notes.sightings.push({ seenBy: by, where: `a call on ${on}`, text: JSON.stringify(answer) })
          return answer.ok
            ? { refusedBy: 'none', answer: 'it answered' }
            : { refusedBy: 'database', answer: `SQLSTATE ${answer.sqlstate}` }
        },
      )
    }
  } finally {
    await session.close()
  }
}

function describe({ readyMs, diskBytes, memoryBytes }: Cost): string {
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  return `${readyMs.toFixed(0)} ms, ${mib(diskBytes)} of disk, ${mib(memoryBytes)} of memory`
}
