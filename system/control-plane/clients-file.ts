import { randomBytes } from 'node:crypto'
import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { EasyFlowError } from '../contracts/easyflow-error.ts'
import { issuerClientsSchema, type IssuerClients } from '../contracts/issuer-clients.ts'
import type { TenantId } from '../contracts/tenant-id.ts'

/** Gives a tenant a client of its own at the issuer and lets the worker's client ask for its tokens. */
export async function admitTenantClients(path: string, tenant: TenantId): Promise<void> {
  await edit(path, (file) => {
    const others = file.clients.filter((client) => client.clientId !== callerClientOf(tenant))
    const known = file.clients.find((client) => client.clientId === callerClientOf(tenant))
    return {
      version: 1,
      clients: [
        ...others.map((client) =>
          client.role === 'worker'
            ? { ...client, tenants: [...new Set([...client.tenants, tenant])] }
            : client,
        ),
        known ?? {
          clientId: callerClientOf(tenant),
          clientSecret: randomBytes(24).toString('base64url'),
          role: 'caller',
          tenants: [tenant],
        },
      ],
    }
  })
}

/** Takes a tenant's client away, and the tenant from the worker's. Safe to call again. */
export async function dismissTenantClients(path: string, tenant: TenantId): Promise<void> {
  await edit(path, (file) => ({
    version: 1,
    clients: file.clients
      .filter((client) => client.role === 'worker' || !client.tenants.includes(tenant))
      .map((client) => ({ ...client, tenants: client.tenants.filter((name) => name !== tenant) })),
  }))
}

const callerClientOf = (tenant: TenantId): string => `${tenant}-caller`

async function edit(path: string, change: (file: IssuerClients) => IssuerClients): Promise<void> {
  let current: IssuerClients
  try {
    current = issuerClientsSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new EasyFlowError('ERR_SETTINGS_INVALID', `The issuer's clients file cannot be read: ${path}`, {
      cause,
    })
  }
  await writeAtomically(path, JSON.stringify(change(current), null, 2))
}

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it. Those who could read the
 * old one can read the new one; one that is new only we can read.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`
  const known = await stat(path).catch(() => undefined)
  await writeFile(draft, `${text}\n`, { mode: 0o600 })
  if (known !== undefined) await chmod(draft, known.mode & 0o777)
  await rename(draft, path)
}
