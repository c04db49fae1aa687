import type { Figures } from './measure.ts'

/** A line a figure: the median of the rounds, and between which values they lay. */
export function renderBench(measured: readonly Figures[]): string {
  const names = Object.keys(measured[0] ?? {})
  const width = Math.max(...names.map((name) => name.length))
  const head = `${'microseconds a token'.padEnd(width)}  ${'median'.padStart(8)}  ${'least'.padStart(8)}  ${'most'.padStart(8)}`
  const rows = names.map((name) => {
    const sorted = measured.map((figures) => figures[name] ?? Number.NaN).sort((one, other) => one - other)
    const cells = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)]
    return `${name.padEnd(width)}  ${cells.map((us) => (us ?? Number.NaN).toFixed(0).padStart(8)).join('  ')}`
  })
  return [head, ...rows].join('\n')
}
