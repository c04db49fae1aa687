import type { SqlSession } from '../probes/sql-session.ts'
import type { Evidence, Fault } from './fault.ts'

export interface RewriteOptions {
  readonly name: string
  readonly admin: SqlSession
  readonly schema: string
  readonly functions: readonly string[]
  /** The bug: from the function's source to its broken source. */
  readonly rewrite: (source: string) => string
  readonly evidence: Evidence
}

/**
 * Replaces functions of one schema by a version with a bug. The originals are kept in the database itself,
 * so that a process other than the one that broke them can heal.
 */
export function rewriteFunction(options: RewriteOptions): Fault {
  const { admin, schema } = options
  return {
    name: options.name,
    async inject() {
      await admin.rows(`create schema if not exists easyflow_chaos;
        create table if not exists easyflow_chaos.originals (schema text, name text, source text, primary key (schema, name))`)
      for (const name of options.functions) {
        const original = await readSource(admin, schema, name)
        const broken = options.rewrite(original)
        if (broken === original) throw new Error(`The rewrite left ${schema}.${name} as it was`)
        await admin.rows('insert into easyflow_chaos.originals values ($1, $2, $3) on conflict do nothing', [
          schema,
          name,
          original,
        ])
        await admin.rows(broken)
        if ((await readSource(admin, schema, name)) === original)
          throw new Error(`${schema}.${name} did not change`)
      }
      return options.evidence
    },
    async heal() {
      const kept = await admin.ask(
        'select name, source from easyflow_chaos.originals where schema = $1 and name = any($2)',
        [schema, options.functions],
      )
      // No table: nothing was ever broken.
      if (!kept.ok) return
      for (const { name, source } of kept.rows) {
        await admin.rows(String(source))
        await admin.rows('delete from easyflow_chaos.originals where schema = $1 and name = $2', [
          schema,
          name,
        ])
      }
    },
  }
}

async function readSource(admin: SqlSession, schema: string, name: string): Promise<string> {
  const [row] = await admin.rows(
    `select pg_get_functiondef(p.oid) as source from pg_proc p
     where p.pronamespace = $1::regnamespace and p.proname = $2`,
    [schema, name],
  )
  if (typeof row?.['source'] !== 'string') throw new Error(`There is no function ${schema}.${name}`)
  return row['source']
}
