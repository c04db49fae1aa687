export const BLOT = '[redacted]'

/** What a token looks like, as it is or percent-encoded, with one to three parts. */
const TOKEN = /eyJ[\w-]{5,}(?:(?:\.|%2[eE])[\w-]*){0,2}/g
/** The beginning of one in base64, at each of the three places where it may stand; and more of it. */
const TOKEN_IN_BASE64 = /(?:ZXlK|V5S|leUp)[\w+/=-]{40,}/g
/** Any long unbroken run, such as a signature by itself. */
const LONG_RUN = /(?<![\w-])[\w-]{100,}/g
/** The password of a connection string. */
const URL_PASSWORD = /(\w+:\/\/[^\s:/@]*):[^\s@]+@/g

/**
 * Blots out whatever looks like a token or a password. Safe on JSON: it never eats a quote or a backslash.
 *
 * Every line of every part comes through here, so what a plain search can rule out is not searched for by pattern.
 */
export function blotSecrets(text: string): string {
  let safe = text
  if (safe.includes('eyJ')) safe = safe.replaceAll(TOKEN, BLOT)
  if (safe.includes('ZXlK') || safe.includes('V5S') || safe.includes('leUp')) {
    safe = safe.replaceAll(TOKEN_IN_BASE64, BLOT)
  }
  if (safe.length >= 100) safe = safe.replaceAll(LONG_RUN, BLOT)
  return safe.includes('://') ? safe.replaceAll(URL_PASSWORD, `$1:${BLOT}@`) : safe
}
