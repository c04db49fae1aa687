export const BLOT = '[redacted]'

/**
 * What a token looks like: as it is or percent-encoded, with one to three parts; the same once more in base64,
 * at each of the three places where it may begin; and any long unbroken run, such as a signature by itself.
 */
const SECRET_TEXT = /eyJ[\w-]{5,}(?:(?:\.|%2[eE])[\w-]*){0,2}|(?:ZXlK|V5S|leUp)[\w+/=-]{40,}|[\w-]{100,}/g
/** The password of a connection string. */
const URL_PASSWORD = /(\w+:\/\/[^\s:/@]*):[^\s@]+@/g

/** Blots out whatever looks like a token or a password. Safe on JSON: it never eats a quote or a backslash. */
export function blotSecrets(text: string): string {
  return text.replaceAll(SECRET_TEXT, BLOT).replaceAll(URL_PASSWORD, `$1:${BLOT}@`)
}
