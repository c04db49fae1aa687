import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Environment } from '../environment/environment.ts'
import { callHttp } from '../probes/call-http.ts'
import { runEasyflow } from '../probes/spawn-easyflow.ts'
import type { SqlSession } from '../probes/sql-session.ts'
import { waitFor } from '../wait-for.ts'
import type { Fault } from './fault.ts'

const fileSchema = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) })

/** A key that somebody else holds, by its id. */
export interface ForeignKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

/**
 * Puts a key of the attacker's into the key set that the issuer publishes, as somebody could who writes to its
 * keys file. Healed as an operator would: `easyflow keys remove`. The key itself is kept in the database, for
 * whoever attacks with it, or removes it, later or from another process.
 */
export function publishForeignKey({ access }: Environment, signal: AbortSignal): Omit<Fault, 'name'> {
  const { admin, system, addresses } = access
  const file = join(system.status().stateDirectory, 'issuer-keys.json')
  const isPublished = async (kid: string): Promise<boolean> =>
    (await callHttp(addresses.jwksUrl, { method: 'GET', path: '' })).text.includes(kid)
  return {
    async inject() {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const kid = randomBytes(20).toString('hex')
      const key = {
        ...privateKey.export({ format: 'jwk' }),
        kid,
        alg: 'RS256',
        use: 'sig',
        state: 'published',
      }
      await keepKey(admin, kid, JSON.stringify(key))
      const { keys } = await readKeys(file)
      await writeKeys(file, [...keys, key])
      await waitFor('the issuer to publish the foreign key', signal, () => isPublished(kid))
      return `the issuer's key set shows the attacker's key ${kid.slice(0, 8)}…`
    },
    async heal() {
      const { keys } = await readKeys(file)
      const known = new Set(keys.map(({ kid }) => kid))
      for (const kid of await listForeign(admin)) {
        if (known.has(kid)) await remove(access, kid)
      }
    },
  }
}

/** The newest key that was published so. @throws {Error} when there is none. */
export async function readForeignKey(admin: SqlSession): Promise<ForeignKey> {
  const [row] = await admin.rows(
    'select kid, jwk from easyflow_chaos.foreign_keys order by published_at desc limit 1',
  )
  const jwk: unknown = JSON.parse(String(row?.['jwk']))
  return {
    kid: String(row?.['kid']),
    privateKey: createPrivateKey({ key: z.record(z.string(), z.unknown()).parse(jwk), format: 'jwk' }),
  }
}

async function keepKey(admin: SqlSession, kid: string, jwk: string): Promise<void> {
  await admin.rows(`create schema if not exists easyflow_chaos;
    create table if not exists easyflow_chaos.foreign_keys
      (kid text primary key, jwk text not null, published_at timestamptz not null default clock_timestamp())`)
  await admin.rows('insert into easyflow_chaos.foreign_keys (kid, jwk) values ($1, $2)', [kid, jwk])
}

async function listForeign(admin: SqlSession): Promise<readonly string[]> {
  const kept = await admin.ask('select kid from easyflow_chaos.foreign_keys')
  // No table: none was ever published.
  return kept.ok ? kept.rows.map(({ kid }) => String(kid)) : []
}

async function readKeys(file: string): Promise<z.infer<typeof fileSchema>> {
  return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')))
}

/** Whole, by rename, as the control plane does: the issuer never reads half of it. */
async function writeKeys(file: string, keys: readonly unknown[]): Promise<void> {
  const draft = `${file}.chaos-draft`
  await writeFile(draft, JSON.stringify({ keys }), { mode: 0o600 })
  await rename(draft, file)
}

/** 0: all three refuse. Anything else says what is left. */
async function remove({ system }: Environment['access'], kid: string): Promise<void> {
  const { code, said } = await runEasyflow(system.status(), ['keys', 'remove', kid, '--yes', '--json'])
  if (code !== 0) throw new Error(`The foreign key could not be removed (exit ${String(code)}): ${said}`)
}
