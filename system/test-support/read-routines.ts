import type { Superuser } from './open-superuser.ts'

/** A function as the catalogue has it. */
export interface Routine {
  readonly name: string
  /** As it is called: the token first, where there is one, everything else null. */
  readonly args: readonly string[]
  readonly owner: string
  readonly takesToken: boolean
}

/** Every function of the schemas whose names match, but those of event triggers. */
export async function readRoutines(admin: Superuser, schemas: string): Promise<readonly Routine[]> {
  const rows = await admin.rows(
    `select p.oid::regproc::text as name, p.proowner::regrole::text as owner, p.proargnames[1] = 'token' as "takesToken",
       array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality a (t, n) order by n) as types
     from pg_proc p where p.pronamespace::regnamespace::text ~ $1 and p.prokind <> 'a' and p.prorettype <> 'event_trigger'::regtype order by 1`,
    [schemas],
  )
  return rows.map((row) => {
    const takesToken = row['takesToken'] === true
    const types = row['types'] as readonly string[]
    return {
      name: String(row['name']),
      owner: String(row['owner']),
      takesToken,
      args: types.map((type, index) => (takesToken && index === 0 ? '$1' : `null::${type}`)),
    }
  })
}
