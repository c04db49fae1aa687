import { expect, test } from 'vitest'
import type { MeasurementReport } from '../../chaos/measurement.ts'
import { textOf } from '../../chaos/terminal/line.ts'
import { renderMeasurements } from './render-measurements.ts'

const sized: MeasurementReport = {
  label: 'disk of one more, with everything that it brings along in the catalogue and in the broker',
  unit: 'bytes',
  quantities: [
    { of: 'server of its own', value: 45_300_000, samples: 1, samplesMin: 1, lowest: 45e6, highest: 45e6 },
    { of: 'shared tenant', value: 1_200_000, samples: 5, samplesMin: 3, lowest: 900, highest: 1_300_000 },
  ],
  bound: { on: 'ratio', kind: 'at least', limit: 10 },
  ratio: 37.75,
  isKept: true,
}
const print = (measurement: MeasurementReport, width = 60): string[] =>
  renderMeasurements([measurement], { width, unicode: false }).map(textOf)

test('sizes on 60 columns in ASCII: units a person reads, the label over the whole width', () => {
  expect(print(sized)).toEqual([
    'Measurements',
    '  measured             value     lowest    highest   n',
    '  ----------------------------------------------------',
    '  disk of one more, with everything that it brings along in',
    '  the catalogue and in the broker',
    '    server of its own  43.2 MiB  42.9 MiB  42.9 MiB  1',
    '    shared tenant      1.1 MiB   900 B     1.2 MiB   5',
    '    + 38 times, claimed: at least 10 times',
  ])
})

test.each([
  ['broken', { ...sized, isKept: false }, '    x 38 times, claimed: at least 10 times'],
  [
    'in doubt',
    { ...sized, isKept: undefined, doubt: 'it was busy' },
    '    ? 38 times, claimed: at least 10 times; it was busy',
  ],
  ['not claimed', { ...sized, isKept: undefined, bound: undefined }, '    nothing claimed: 38 times'],
])('a bound that is %s: said in the last line', (_, measurement, line) => {
  expect(print(measurement).at(-1)).toBe(line)
})

test.each([20, 30, 40, 60])('%i columns: no line is longer', (width) => {
  expect(print(sized, width).filter((line) => line.length > width)).toEqual([])
})
