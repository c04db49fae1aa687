import { expect, test } from 'vitest'
import type { Measurement } from './measurement.ts'
import { renderTable } from './render-table.ts'

const throughput = (label: string, round: number, execPerS: number): Measurement => ({
  test: 'C',
  label,
  round,
  execPerS,
})

test('a ratio is to floor-1 of the same round, so a machine that slows down between rounds changes none', () => {
  const table = renderTable([
    throughput('floor-1', 1, 1000),
    throughput('easyflow', 1, 500),
    throughput('floor-1', 2, 100),
    throughput('easyflow', 2, 50),
  ])

  expect(cellsOf(table, 'C: ratio to floor-1')).toEqual(['1.00 / 1.00 / 1.00', '0.50 / 0.50 / 0.50'])
  expect(cellsOf(table, 'C: executions/s')).toEqual(['100 / 550 / 1000', '50 / 275 / 500'])
})

test('three rounds in any order: the middle one is the median', () => {
  const table = renderTable([throughput('x', 1, 30), throughput('x', 2, 10), throughput('x', 3, 20)])

  expect(cellsOf(table, 'C: executions/s')).toEqual(['10 / 20 / 30'])
})

test('a round without floor-1: no ratio, rather than one to another round', () => {
  const table = renderTable([throughput('floor-1', 1, 1000), throughput('easyflow', 2, 500)])

  expect(cellsOf(table, 'C: ratio to floor-1')).toEqual(['1.00 / 1.00 / 1.00', ''])
})

test('a peer and EasyFlow: api and worker are one figure for both, and told apart for EasyFlow', () => {
  const table = renderTable([
    { ...throughput('graphile', 1, 1), cpuMsPerExec: 3, serverCpuMsPerExec: 1 },
    {
      ...throughput('easyflow', 1, 1),
      cpuMsPerExec: 9,
      serverCpuMsPerExec: 4,
      partsCpuMsPerExec: { broker: 1, api: 1.5, worker: 2.25, issuer: 0.25 },
    },
  ])

  expect(cellsOf(table, '- api and worker')).toEqual(['2.00 / 2.00 / 2.00', '3.75 / 3.75 / 3.75'])
  expect(cellsOf(table, '- worker')).toEqual(['', '2.25 / 2.25 / 2.25'])
})

test('a failed measurement is left out of the figures and named below them', () => {
  const table = renderTable([
    throughput('easyflow', 1, 100),
    { test: 'C', label: 'easyflow', round: 2, error: 'it broke' },
  ])

  expect(cellsOf(table, 'C: executions/s')).toEqual(['100 / 100 / 100'])
  expect(table).toContain('FAILED: easyflow, test C, round 2: it broke')
})

function cellsOf(table: string, title: string): readonly string[] {
  const line = table.split('\n').find((one) => one.startsWith(`| ${title} `)) ?? ''
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim())
}
