import { keysInForce, type IssuerKey } from '../../contracts/issuer-keys.ts'
import { inTransaction, type Installer } from '../../platform/database/with-installer.ts'

export type KeyChange = 'published' | 'signing' | 'retiring' | 'removed' | 'copied' | 'dropped'

export interface KeyNotes {
  readonly issuer: string
  /** The account that asked for it. */
  readonly changedBy: string
}

/**
 * Makes the database know exactly the keys in force, each until its end, and forget every token that another
 * key signed, in one transaction that waits for nobody's rows. `changes` are written down in it. A key that was
 * removed is not put back, whatever `keys` says: a run that lost its lock may know only the time before.
 */
export async function storeKeys(
  installer: Installer,
  keys: readonly IssuerKey[],
  options: KeyNotes & { readonly nowMs: number; readonly changes: readonly (readonly [string, KeyChange])[] },
): Promise<void> {
  const { issuer, nowMs, changes } = options
  await inTransaction(installer, async () => {
    const removed = await listRemovedKeys(installer, issuer)
    const inForce = keysInForce(keys, nowMs).filter(({ kid }) => !removed.has(kid))
    for (const { kid, n, notAfter } of inForce) {
      const bytes = Buffer.from(n, 'base64url')
      await installer.query(
        `insert into easyflow.issuer_keys as k (issuer, kid, modulus, modulus_bytes, not_after)
         values ($1, $2, $3, $4, $5)
         on conflict (issuer, kid) do update
         set modulus = excluded.modulus, modulus_bytes = excluded.modulus_bytes, not_after = excluded.not_after,
             key_id = case when k.modulus = excluded.modulus then k.key_id else excluded.key_id end`,
        [
          issuer,
          kid,
          BigInt(`0x${bytes.toString('hex')}`).toString(),
          bytes.byteLength,
          notAfter ?? 'infinity',
        ],
      )
    }
    await forgetOthers(
      installer,
      issuer,
      inForce.map(({ kid }) => kid),
    )
    for (const [kid, change] of changes) await noteKeyChange(installer, { ...options, kid, change })
  })
}

/** Forgets one key and every token that it signed, in one transaction. Safe to call again. */
export async function dropKey(
  installer: Installer,
  notes: KeyNotes & { readonly kid: string },
): Promise<boolean> {
  return await inTransaction(installer, async () => {
    const { rowCount } = await installer.query(
      `with gone as (delete from easyflow.issuer_keys where issuer = $1 and kid = $2 returning key_id)
       ${FORGET_TOKENS} select from gone`,
      [notes.issuer, notes.kid],
    )
    await noteKeyChange(installer, { ...notes, change: 'removed' })
    return (rowCount ?? 0) > 0
  })
}

/** A token that somebody is just sweeping away is left to him: it is worth nothing without its key. */
const FORGET_TOKENS = `, forgotten as (delete from easyflow.remembered_tokens where ctid in (
  select r.ctid from easyflow.remembered_tokens r join gone on gone.key_id = r.key_id for update of r skip locked))`

async function forgetOthers(installer: Installer, issuer: string, kids: readonly string[]): Promise<void> {
  await installer.query(
    `with gone as (delete from easyflow.issuer_keys where issuer = $1 and kid <> all($2) returning key_id)
     ${FORGET_TOKENS} select from gone`,
    [issuer, kids],
  )
}

/** Writes down who changed which key and when. */
export async function noteKeyChange(
  installer: Installer,
  { issuer, kid, change, changedBy }: KeyNotes & { readonly kid: string; readonly change: KeyChange },
): Promise<void> {
  await installer.query(
    'insert into easyflow.key_changes (issuer, kid, change, changed_by) values ($1, $2, $3, $4)',
    [issuer, kid, change, changedBy],
  )
}

/** The kids that were ever removed in an emergency. */
export async function listRemovedKeys(installer: Installer, issuer: string): Promise<ReadonlySet<string>> {
  const { rows } = await installer.query<{ kid: string }>(
    "select kid from easyflow.key_changes where issuer = $1 and change = 'removed'",
    [issuer],
  )
  return new Set(rows.map(({ kid }) => kid))
}

/** The kids that the database knows and would still accept. */
export async function listDatabaseKeys(installer: Installer, issuer: string): Promise<readonly string[]> {
  const { rows } = await installer.query<{ kid: string }>(
    'select kid from easyflow.issuer_keys where issuer = $1 and not_after > clock_timestamp() order by added_at',
    [issuer],
  )
  return rows.map(({ kid }) => kid)
}
