import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import type jsonata from 'jsonata'
import { LRUCache } from 'lru-cache'

export type Interpreter = typeof jsonata

/** One costs some 300 KB, and 2.5 ms to make. A thread has 64 MB. */
const KEPT = 32

/**
 * Builds the interpreters of one thread: one for each tenant that was here last. JSONata keeps its built-in functions in
 * objects that all expressions of one copy of it share, and an expression can replace what is in them: the next tenant's
 * `$sum` would be the attacker's, and told him what it is called with. So no two tenants share a copy.
 */
export function buildInterpreters(): (tenant: string) => Interpreter {
  const path = fileURLToPath(import.meta.resolve('jsonata'))
  const script = new Script(
    `(() => { const module = { exports: {} }, { exports } = module; ${readFileSync(path, 'utf8')}
      return module.exports })()`,
    { filename: path },
  )
  const kept = new LRUCache<string, Interpreter>({ max: KEPT })
  return (tenant) => {
    const found = kept.get(tenant) ?? make(script)
    kept.set(tenant, found)
    return found
  }
}

function make(script: Script): Interpreter {
  const made: unknown = script.runInThisContext()
  if (typeof made !== 'function') throw new TypeError('JSONata does not come as one function any more')
  return made as Interpreter
}
