/** A number as it was spelled: `1` and `1.0` are not the same claim. */
export interface NumberText {
  readonly digits: string
}

/** Objects are maps, so that no member name reaches a prototype. */
export type StrictJson = string | boolean | null | NumberText | readonly StrictJson[] | StrictJsonObject
export type StrictJsonObject = ReadonlyMap<string, StrictJson>

/** How deep a value may lie; the outermost one is at 1. Scalars count. */
const DEPTH_MAX = 8

const SPACE = /[ \t\n\r]*/y
// oxlint-disable-next-line no-control-regex -- JSON allows none of them bare.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?/y
const WORD = /true|false|null/y
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

/**
 * Reads JSON as strictly as the database does: no duplicate members (names compared decoded), no exponents,
 * no numbers beyond 15 digits, no NUL, no half surrogate pairs, no value deeper than 8.
 *
 * @throws {SyntaxError} for anything else. The message quotes nothing of the text.
 */
export function readStrictJson(text: string): StrictJson {
  const reader: Reader = { text, at: 0 }
  const value = readValue(reader, 1)
  if (reader.at !== text.length) refuse('something follows the value')
  return value
}

interface Reader {
  readonly text: string
  at: number
}

function readValue(reader: Reader, depth: number): StrictJson {
  if (depth > DEPTH_MAX) refuse('nested too deeply')
  take(reader, SPACE)
  const value = readBare(reader, depth)
  take(reader, SPACE)
  return value
}

function readBare(reader: Reader, depth: number): StrictJson {
  const first = reader.text[reader.at]
  if (first === '{') return readObject(reader, depth)
  if (first === '[') return readArray(reader, depth)
  if (first === '"') return readString(reader)
  const word = take(reader, WORD)
  if (word !== undefined) return WORDS.get(word) ?? null
  return { digits: take(reader, NUMBER) ?? refuse('not a value') }
}

function readObject(reader: Reader, depth: number): StrictJsonObject {
  const members = new Map<string, StrictJson>()
  readList(reader, '}', () => {
    take(reader, SPACE)
    const name = readString(reader)
    if (members.has(name)) refuse('duplicate member')
    take(reader, SPACE)
    if (!takeCharacter(reader, ':')) refuse('a colon is missing')
    members.set(name, readValue(reader, depth + 1))
  })
  return members
}

function readArray(reader: Reader, depth: number): readonly StrictJson[] {
  const items: StrictJson[] = []
  readList(reader, ']', () => {
    items.push(readValue(reader, depth + 1))
  })
  return items
}

function readList(reader: Reader, end: string, readItem: () => void): void {
  reader.at += 1
  take(reader, SPACE)
  if (takeCharacter(reader, end)) return
  do readItem()
  while (takeCharacter(reader, ','))
  if (!takeCharacter(reader, end)) refuse('a list does not end')
}

function readString(reader: Reader): string {
  const quoted = take(reader, STRING) ?? refuse('not a string')
  const value = JSON.parse(quoted) as string
  if (value.includes('\u0000') || !value.isWellFormed()) refuse('a string holds what is no character')
  return value
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)?.[0]
  reader.at += found?.length ?? 0
  return found
}

function takeCharacter(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false
  reader.at += 1
  return true
}

function refuse(reason: string): never {
  throw new SyntaxError(`Not strict JSON: ${reason}`)
}
