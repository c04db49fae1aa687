/** A request as somebody takes it who takes anything for one. */
export interface FoundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A method, white space of any kind, an address; the version may be anything or missing. */
const REQUEST_LINE = /^([A-Za-z]+)[ \t]+(\S+)(?:[ \t].*)?$/
const HEADER = /^([^:]{1,60}):\s*(.*)$/
/** Not handed on: they say how and where this request ends, and it has been read already. */
const FRAMING =
  /^(host|content-type|content-encoding|content-length|transfer-encoding|connection|expect|upgrade|trailer|te|keep-alive)$/
/** Words that no header may have, for the client that hands them on. */
const STRANGE = /[^\w-]/g

/** Every request in what came over a connection: wherever a line looks like one. */
export function findRequests(text: string): readonly FoundRequest[] {
  const found: { line: RegExpExecArray; headers: Record<string, string>; body: string[]; isHead: boolean }[] =
    []
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = REQUEST_LINE.exec(raw.trim())
    const address = line?.[2] ?? ''
    if (line !== null && /^(?:\/|https?:)/.test(address)) {
      found.push({ line, headers: {}, body: [], isHead: true })
      continue
    }
    const current = found.at(-1)
    if (current === undefined) continue
    const header = current.isHead ? HEADER.exec(raw.trim()) : null
    if (header !== null) note(current.headers, header[1] ?? '', header[2] ?? '')
    else if (raw.trim() === '') current.isHead = false
    else if (!current.isHead) current.body.push(raw)
  }
  return found.map(({ line, headers, body }) => ({
    method: methodOf(line[1] ?? ''),
    path: pathOf(line[2] ?? ''),
    headers,
    body: /\{.*\}/s.exec(body.join(''))?.[0] ?? '{}',
  }))
}

function note(headers: Record<string, string>, rawName: string, value: string): void {
  const name = rawName.trim().toLowerCase().replaceAll(STRANGE, '-')
  if (name !== '' && !FRAMING.test(name)) headers[name] = value.replaceAll(/[^\x20-\x7e]/g, '')
}

function methodOf(word: string): FoundRequest['method'] {
  const method = word.toUpperCase()
  return method === 'POST' || method === 'PUT' || method === 'DELETE' ? method : 'GET'
}

/** Up to the first byte that no address has. */
function pathOf(address: string): string {
  const path = /^https?:/.test(address) ? address.replace(/^https?:\/\/[^/]*/, '') : address
  return path.replace(/[^\x21-\x7e].*$/s, '')
}
