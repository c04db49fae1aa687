/**
 * The one of several definitions that has this name.
 *
 * @param what what they are, as it reads after "There is no": `fault`.
 * @throws {TypeError} for a name that none of them has, with those there are.
 */
export function findNamed<Defined extends { readonly name: string }>(
  what: string,
  definitions: readonly Defined[],
  name: string,
): Defined {
  const found = definitions.find((definition) => definition.name === name)
  if (found !== undefined) return found
  const known = definitions.map((definition) => definition.name).join(', ')
  throw new TypeError(`There is no ${what} "${name}". There are: ${known}`)
}
