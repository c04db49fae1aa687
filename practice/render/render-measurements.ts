import type { Bound, MeasurementReport, Quantity, Unit } from '../../chaos/measurement.ts'
import { formatAmount } from './format-amount.ts'
import { glyphsOf } from '../../chaos/terminal/glyphs.ts'
import { span, type Line, type Page } from '../../chaos/terminal/line.ts'
import { renderTable, type Cell } from '../../chaos/terminal/render-table.ts'

/** Every measurement with its spread and samples in one table, under each what was claimed of it. */
export function renderMeasurements(measurements: readonly MeasurementReport[], page: Page): Line[] {
  if (measurements.length === 0) return []
  const heading = ['measured', 'value', 'lowest', 'highest', 'n']
  const rows = measurements.flatMap((measurement) => rowsOf(measurement, page))
  return [[span('Measurements', 'strong')], ...renderTable({ indent: 2, heading, rows }, page)]
}

function rowsOf(measurement: MeasurementReport, page: Page): Cell[][] {
  const { label, unit, quantities } = measurement
  return [
    [{ text: label }],
    ...quantities.map((quantity) => rowOf(quantity, unit)),
    [conclusionOf(measurement, page)],
  ]
}

function rowOf({ of, value, lowest, highest, samples }: Quantity, unit: Unit): Cell[] {
  const amounts = [value, lowest, highest].map((amount) => formatAmount(amount, unit))
  return [
    { text: of, indent: 2 },
    ...[...amounts, String(samples)].map((text, column) => ({
      text,
      tone: column === 0 ? ('plain' as const) : ('faint' as const),
    })),
  ]
}

/** What came of it: the ratio, and the claim with a mark. */
function conclusionOf({ bound, ratio, isKept, unit, doubt }: MeasurementReport, page: Page): Cell {
  const { yes, no } = glyphsOf(page)
  const times = ratio === undefined ? [] : [`${formatRatio(ratio)} times`]
  if (bound === undefined) return { text: ['nothing claimed', ...times].join(': '), indent: 2, tone: 'faint' }
  const claim = [...times, `claimed: ${describeBound(bound, unit)}`].join(', ')
  if (isKept === undefined) {
    const why = doubt ?? 'it cannot be told'
    return { text: `? ${claim}; ${why}`, indent: 2, tone: 'doubt' }
  }
  return { text: `${isKept ? yes : no} ${claim}`, indent: 2, tone: isKept ? 'good' : 'bad' }
}

const formatRatio = (ratio: number): string => ratio.toFixed(ratio < 10 ? 1 : 0)

function describeBound({ kind, limit, on }: Bound, unit: Unit): string {
  return `${kind} ${on === 'ratio' ? `${String(limit)} times` : formatAmount(limit, unit)}`
}
