import type { Route } from './route.ts'

/** The methods offered at an address, as `Allow` lists them. Empty: nothing is there. */
export function findMethods(routes: readonly Route[], path: string): readonly string[] {
  const exact = routes.filter((route) => route.path === path)
  // An address that is spelled out belongs to nobody's `:name`.
  const matching = exact.length > 0 ? exact : routes.filter((route) => toPattern(route.path).test(path))
  const found = matching.map((route) => route.method)
  if (found.length === 0) return []
  const methods = found.map((method) => method.toUpperCase())
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].toSorted()
}

/** Route paths are ours: letters, slashes and `:name`. */
function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/:[a-z]+/g, '[^/]+')}$`)
}
