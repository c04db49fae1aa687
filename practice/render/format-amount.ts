import type { Unit } from '../../chaos/measurement.ts'
import { formatDuration } from '../../chaos/terminal/format-duration.ts'

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A measured value for a reader, in its unit: "12 ms", "3.4 MiB", "120". */
export function formatAmount(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return 'none'
  if (unit === 'ms') return formatDuration(value)
  return unit === 'bytes' ? formatSize(value) : String(Math.round(value))
}

function formatSize(bytes: number): string {
  const magnitude = Math.floor(Math.log2(Math.max(Math.abs(bytes), 1)) / 10)
  const index = Math.min(magnitude, SIZES.length - 1)
  const scaled = bytes / 2 ** (10 * index)
  return `${index === 0 ? scaled.toFixed(0) : scaled.toFixed(1)} ${SIZES[index] ?? ''}`
}
