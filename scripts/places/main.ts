// npm run places [-- --only NAME]: tries every place, user and lack on the real system and prints a table.
// Needs root for some rows. Everything it makes is in one folder, which goes on every way out and, after a
// kill -9, at the next run.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { takeInstallLock } from '../install-lock.mjs'
import { clearWorkshop } from './clear-workshop.ts'
import { lackRows } from './lack-rows.ts'
import { networkRows } from './network-rows.ts'
import { placeRows } from './place-rows.ts'
import type { Outcome, PlaceRow } from './place-row.ts'
import { exitStatusOf, renderPlaces, type Tried } from './render-places.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const ROOM = '/var/tmp'
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, offline: { type: 'boolean', default: false } },
})
const rows = [...placeRows, ...lackRows, ...networkRows]
const chosen = rows.filter(({ name }) => values.only?.includes(name) ?? true)
const abort = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort())

const lock = await takeInstallLock(join(ROOM, 'easyflow-places.lock'), (holder) =>
  console.error(`Waiting for ${holder}, which tries the places`),
)
const base = join(ROOM, 'easyflow-places')
try {
  const tried = await tryAll(openWorkshop(base, abort.signal))
  console.log(renderPlaces(tried))
  process.exitCode = abort.signal.aborted ? 130 : exitStatusOf(tried)
} finally {
  clearWorkshop(base)
  lock.release()
}

async function tryAll(workshop: Workshop): Promise<readonly Tried[]> {
  const tried: Tried[] = []
  for (const row of chosen) {
    if (abort.signal.aborted) break
    const startedAt = performance.now()
    const reason = reasonNotToTry(row)
    const outcome = reason === undefined ? await attempt(row, workshop) : undefined
    const seconds = (performance.now() - startedAt) / 1000
    tried.push({ row, outcome, seconds, ...(reason === undefined ? {} : { reason }) })
    console.error(
      `${row.name}: ${outcome === undefined ? `not tried, ${String(reason)}` : outcome.isAsExpected ? 'ok' : `NOT as expected: ${outcome.line}`} (${seconds.toFixed(1)} s)`,
    )
  }
  return tried
}

function reasonNotToTry(row: PlaceRow): string | undefined {
  if (row.needsRoot && process.getuid?.() !== 0) return 'needs root'
  return row.needsNetwork === true && values.offline ? 'needs a network' : undefined
}

async function attempt(row: PlaceRow, workshop: Workshop): Promise<Outcome> {
  try {
    return await row.attempt(workshop)
  } catch (error) {
    return { status: null, line: error instanceof Error ? error.message : String(error), isAsExpected: false }
  }
}
