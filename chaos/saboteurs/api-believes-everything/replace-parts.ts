import type { ReplaceApiParts } from '../../../system/api/build-api-process.ts'
import { replaceParts as skipVerification } from '../api-skips-token-verification/replace-parts.ts'
import { replaceParts as trustHeader } from '../api-trusts-tenant-header/replace-parts.ts'

/** Both bugs: no signature is looked at, and a header names the tenant. Nothing is left of the api as a layer. */
export const replaceParts: ReplaceApiParts = (parts, pool) => trustHeader(skipVerification(parts, pool), pool)
