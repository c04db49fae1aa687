import { z } from 'zod'
import { tokenRoles } from './token.ts'

/**
 * The file of those who may ask the embedded issuer for tokens. Written by the control plane, read afresh
 * by the issuer at each request. Mode 0600.
 */
export const issuerClientsSchema = z.strictObject({
  version: z.literal(1),
  clients: z.array(
    z.strictObject({
      clientId: z.string().min(1),
      clientSecret: z.string().min(16),
      role: z.enum(tokenRoles),
      /** Whom tokens may be for. A caller has exactly one. */
      tenants: z.array(z.string()),
    }),
  ),
})
export type IssuerClients = z.infer<typeof issuerClientsSchema>
export type IssuerClient = IssuerClients['clients'][number]
