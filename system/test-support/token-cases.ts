import { createEncodingCases } from './token-cases-encoding.ts'
import { createHeaderCases } from './token-cases-header.ts'
import { createClaimCases } from './token-cases-claims.ts'
import type { TokenSigner } from './sign-test-token.ts'
import type { TokenCase } from './token-case.ts'

/**
 * Tokens at the edges of the grammar, each with what every verifier of ours must say of it. The api and the
 * database run the same table. Made fresh on each call, since good ones expire within minutes; the good ones
 * are of tenant acme, role caller, unless the title says otherwise.
 */
export function createTokenCases(signer: TokenSigner): readonly TokenCase[] {
  return [...createEncodingCases(signer), ...createHeaderCases(signer), ...createClaimCases(signer)]
}
