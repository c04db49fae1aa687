import type { BareFinding } from './compare-broker.ts'

/** A key that Postgres believes. */
export interface StoredKey {
  readonly issuer: string
  readonly kid: string
  /** In decimal. */
  readonly modulus: string
}

/**
 * Compares the keys that Postgres believes with those that the issuer shows now. Pure. A key more in Postgres opens it
 * to whoever has that key; one less keeps good tokens out.
 *
 * @param shown by kid, the modulus in decimal. Empty is no answer, and nothing is compared with it.
 */
export function compareIssuerKeys(
  stored: readonly StoredKey[],
  { issuer, shown }: { readonly issuer: string; readonly shown: ReadonlyMap<string, string> },
): readonly BareFinding[] {
  const base = { lint: 'issuer_key_differs', tenant: null } as const
  const strange = stored.flatMap((key): readonly BareFinding[] => {
    const detail =
      key.issuer !== issuer
        ? `it is of ${key.issuer}, which is not this system’s issuer`
        : shown.get(key.kid) === undefined
          ? 'the issuer does not show it'
          : shown.get(key.kid) === key.modulus
            ? undefined
            : 'the issuer shows another key of this name'
    if (detail === undefined) return []
    return [
      {
        ...base,
        level: 'LEAK',
        object: `key ${key.kid} of ${key.issuer}`,
        detail: `${detail}, and Postgres believes what it signed: whoever has it is any tenant there`,
        repair: `delete from easyflow.issuer_keys where issuer = ${quote(key.issuer)} and kid = ${quote(key.kid)};`,
      },
    ]
  })
  const missing = [...shown.keys()].filter(
    (kid) => !stored.some((key) => key.issuer === issuer && key.kid === kid),
  )
  return [
    ...strange,
    ...missing.map((kid) => ({
      ...base,
      level: 'ERROR' as const,
      object: `key ${kid} of ${issuer}`,
      detail: 'the issuer shows it, and Postgres does not know it: what it signs is refused there',
      repair: 'npx easyflow keys copy',
    })),
  ]
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
