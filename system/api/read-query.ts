import { InvalidRequestError } from './route.ts'

/**
 * Reads a query string. Each parameter may be there once; nothing is guessed from odd spellings.
 *
 * @throws {EasyFlowError} ERR_REQUEST_INVALID for duplicates and for what cannot be decoded.
 */
export function readQuery(url: string): Readonly<Record<string, string>> {
  const start = url.indexOf('?')
  if (start === -1 || start === url.length - 1) return {}
  const found = new Map<string, string>()
  for (const pair of url.slice(start + 1).split('&')) {
    const [name = '', ...value] = pair.split('=')
    const decodedName = decode(name)
    if (found.has(decodedName)) refuse('A parameter is there twice')
    found.set(decodedName, decode(value.join('=')))
  }
  if (found.has('__proto__')) refuse('Not a parameter')
  return Object.fromEntries(found)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return refuse('Not percent-encoded UTF-8')
  }
}

function refuse(message: string): never {
  throw new InvalidRequestError('ERR_REQUEST_INVALID', [{ path: 'query', message }])
}
