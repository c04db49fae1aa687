import { z } from 'zod'

/**
 * What came of every attack with every set of layers removed. A column is the names of the layers removed, in
 * their order, with "+" between them; "" is none. A cell is "LEAK", or who stopped it, and with what:
 * "database: SQLSTATE 28000". What was not measured is not there.
 */
export const matrixSchema = z.strictObject({
  layers: z.array(z.strictObject({ name: z.string(), removed: z.string() })),
  attacks: z.array(
    z.strictObject({ title: z.string(), aim: z.string(), cells: z.record(z.string(), z.string()) }),
  ),
})
export type Matrix = z.infer<typeof matrixSchema>

export const LEAK = 'LEAK'

export type Column = readonly string[]

export const keyOf = (column: Column): string => column.join('+')

/** None, each layer by itself, all but each, and all of them; each once, in the layers' own order. */
export function singleColumns(names: readonly string[]): readonly Column[] {
  const others = names.map((name) => names.filter((one) => one !== name))
  return distinct([[], ...names.map((name) => [name]), ...others, names])
}

/** Each two layers. */
export function pairColumns(names: readonly string[]): readonly Column[] {
  return names.flatMap((first, index) => names.slice(index + 1).map((second) => [first, second]))
}

export const distinct = (columns: readonly Column[]): readonly Column[] => [
  ...new Map(columns.map((column) => [keyOf(column), column])).values(),
]

export interface LayerScore {
  readonly layer: string
  /** Attacks that reach their aim as soon as it alone is removed. */
  readonly onlyItStops: readonly string[]
  /** Attacks that it stops with every other layer removed. Unproven ones are not counted. */
  readonly stopsAlone: readonly string[]
}

/** What each layer is worth, by the columns with it alone removed, and with all but it. */
export function scoreLayers(matrix: Matrix): readonly LayerScore[] {
  const names = matrix.layers.map(({ name }) => name)
  const unproven = new Set(unprovenAttacks(matrix))
  return names.map((layer) => {
    const alone = keyOf(names.filter((name) => name !== layer))
    return {
      layer,
      onlyItStops: matrix.attacks.filter(({ cells }) => cells[layer] === LEAK).map(({ title }) => title),
      stopsAlone: matrix.attacks
        .filter(
          ({ title, cells }) => !unproven.has(title) && cells[alone] !== undefined && cells[alone] !== LEAK,
        )
        .map(({ title }) => title),
    }
  })
}

/** Attacks that do not reach their aim with every layer removed: that they are stopped says nothing of these layers. */
export function unprovenAttacks({ layers, attacks }: Matrix): readonly string[] {
  const all = keyOf(layers.map(({ name }) => name))
  return attacks.filter(({ cells }) => cells[all] !== LEAK).map(({ title }) => title)
}

/** Every cell of `measured` that is another in `expected`, or not there, in a line. Attacks that are gone as well. */
export function compareMatrices(expected: Matrix, measured: Matrix): readonly string[] {
  const gone = expected.attacks.filter(({ title }) => !measured.attacks.some((one) => one.title === title))
  const changed = measured.attacks.flatMap(({ title, cells }) => {
    const before = expected.attacks.find((one) => one.title === title)
    return Object.entries(cells).flatMap(([column, cell]) => {
      const was = before?.cells[column] ?? 'nothing'
      return was === cell ? [] : [`${title}; removed: ${column || 'none'}: ${cell}, expected ${was}`]
    })
  })
  return [...changed, ...gone.map(({ title }) => `${title}: expected, and not tried`)]
}

/** What was measured, and what is known from before of columns that were not. */
export function mergeMatrices(known: Matrix | undefined, measured: Matrix): Matrix {
  return {
    layers: measured.layers,
    attacks: measured.attacks.map((attack) => {
      const before = known?.attacks.find(({ title }) => title === attack.title)
      return { ...attack, cells: { ...before?.cells, ...attack.cells } }
    }),
  }
}
