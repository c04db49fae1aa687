// Prints the memory (PSS) of each part of a running system and the sum, from what `easyflow status --json`
// prints, and exits with 1 when it is more than the limit.
//
//   npx easyflow status --json | node scripts/measure-idle.ts [--limit-mib 1229]
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { systemStatusSchema, type SystemStatus } from '../system/contracts/system-status.ts'
import { readMemoryOfTree } from './read-memory.ts'

const MIB = 1024 * 1024
/** 1.2 GiB. */
const LIMIT_MIB_DEFAULT = '1229'

const { values } = parseArgs({
  options: { 'limit-mib': { type: 'string', default: LIMIT_MIB_DEFAULT } },
  strict: true,
})
process.exitCode = await main(Number(values['limit-mib']))

async function main(limitMib: number): Promise<number> {
  const status = systemStatusSchema.parse(JSON.parse(await text(process.stdin)))
  const rows = await measure(status)
  const sum = rows.reduce((total, row) => total + row.bytes, 0)
  for (const { name, bytes } of [...rows, { name: 'sum', bytes: sum }]) {
    console.log(`${name.padEnd(14)}${(bytes / MIB).toFixed(1).padStart(8)} MiB`)
  }
  const isWithin = sum <= limitMib * MIB
  console.log(`${isWithin ? 'within' : 'MORE THAN'} the limit of ${String(limitMib)} MiB (PSS)`)
  return isWithin ? 0 : 1
}

/** A part that runs below another (a supervisor's children) is counted once, under its own name. */
async function measure(status: SystemStatus): Promise<readonly { name: string; bytes: number }[]> {
  const parts = Object.entries(status.parts).flatMap(([name, part]) =>
    part.pid === null ? [] : [{ name, pid: part.pid }],
  )
  if (parts.length === 0) throw new Error('No part is running')
  const pids = new Set([status.supervisorPid, ...parts.map((part) => part.pid)])
  const roots = [{ name: 'supervisor', pid: status.supervisorPid }, ...parts]
  return await Promise.all(
    roots.map(async ({ name, pid }) => ({ name, bytes: await readMemoryOfTree(pid, pids) })),
  )
}
