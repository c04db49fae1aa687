import { readFile } from 'node:fs/promises'
import { issuerClientsSchema, type IssuerClient } from '../contracts/issuer-clients.ts'

/**
 * Looks a client up in the clients file, which is read afresh: a client that was just removed gets no
 * further token.
 *
 * @throws when the file cannot be read or is not as it should be. No client is known then.
 */
export async function findClient(path: string, clientId: string): Promise<IssuerClient | undefined> {
  const file = issuerClientsSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  return file.clients.find((client) => client.clientId === clientId)
}
