import { expect, test } from 'vitest'
import { WITH_WALLS, WITHOUT_WALLS, walls, type Wall } from './contestants.ts'
import { requireWallsAsDeclared, type Attempt } from './require-walls-as-declared.ts'

const attempts = (isRefused: (wall: Wall) => boolean): readonly Attempt[] =>
  walls.map((wall) => ({ wall, what: `the attempt at ${wall}`, isRefused: isRefused(wall) }))

test('every wall refuses, or none does: both are what they should be', () => {
  expect(() =>
    requireWallsAsDeclared(
      WITH_WALLS,
      attempts(() => true),
      walls,
    ),
  ).not.toThrow()
  expect(() =>
    requireWallsAsDeclared(
      WITHOUT_WALLS,
      attempts(() => false),
      walls,
    ),
  ).not.toThrow()
})

test('a removed wall that still refuses: nothing is measured, and it is named', () => {
  expect(() =>
    requireWallsAsDeclared(
      WITHOUT_WALLS,
      attempts((wall) => wall === 'row security'),
      walls,
    ),
  ).toThrow(
    '"no walls" is not what it should be. the attempt at row security: refused, though row security is removed',
  )
})

test('a wall that should stand and lets through: nothing is measured, and it is named', () => {
  expect(() =>
    requireWallsAsDeclared(
      WITH_WALLS,
      attempts((wall) => wall !== 'token check'),
      walls,
    ),
  ).toThrow('the attempt at token check: not refused, though token check is up')
})

test('a wall that nobody tried: nothing is measured', () => {
  expect(() => requireWallsAsDeclared(WITH_WALLS, attempts(() => true).slice(1), walls)).toThrow(
    'row security: not tried',
  )
})
