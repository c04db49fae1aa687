import type { SystemStatus } from '../../contracts/system-status.ts'

/** Where a running system can be reached, for people. */
export function describeAddresses(status: SystemStatus): string {
  const address = (part: 'api' | 'issuer', name: string): string => status.parts[part].addresses[name] ?? '?'
  return [
    `api          ${address('api', 'url')}`,
    `issuer       ${address('issuer', 'url')}`,
    `state        ${status.stateDirectory}`,
    `credentials  ${status.credentialsFile}`,
  ].join('\n')
}

/** One line a part: what it is doing, under which pid, where. */
export function describeParts(status: SystemStatus): string {
  const rows = Object.entries(status.parts).map(([name, part]) => [
    name,
    part.state + (part.restarts === 0 ? '' : `, restarted ${String(part.restarts)}x`),
    part.pid === null ? '-' : String(part.pid),
    part.readyMs === null ? '-' : `${String(part.readyMs)} ms`,
    Object.values(part.addresses).join(' '),
  ])
  return describeTable(['part', 'state', 'pid', 'ready in', 'addresses'], rows)
}

/** Columns as wide as their widest cell. */
export function describeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return all.map(lineOf).join('\n')
}
