import {
  goodClaims,
  goodHeader,
  signTestParts,
  signTestTexts,
  signTestToken,
  toBase64Url,
  type TokenSigner,
} from './sign-test-token.ts'
import type { TokenCase } from './token-case.ts'

/** Base64url, length, parts, UTF-8 and JSON. */
export function createEncodingCases(signer: TokenSigner): readonly TokenCase[] {
  return [...createPartCases(signer), ...createTextCases(signer), ...createJsonCases(signer)]
}

function createPartCases(signer: TokenSigner): readonly TokenCase[] {
  const good = signTestToken(signer)
  const [header = '', payload = '', signature = ''] = good.split('.')
  const evenHeader = toBase64Url(padTo(JSON.stringify(goodHeader(signer.kid)), 1))
  const evenPayload = toBase64Url(padTo(JSON.stringify(goodClaims(signer.issuer)), 1))
  const refused: readonly (readonly [string, string])[] = [
    ['an empty text', ''],
    ['no parts', 'token'],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${good}.${signature}`],
    ['a trailing dot', `${good}.`],
    ['a leading dot', `.${good}`],
    ['an empty header', `.${payload}.${signature}`],
    ['an empty payload', `${header}..${signature}`],
    ['an empty signature', `${header}.${payload}.`],
    ['altered unused bits of the signature', `${header}.${payload}.${nextLast(signature)}`],
    ['altered unused bits of the header', signTestParts(signer, nextLast(evenHeader), payload)],
    ['altered unused bits of the payload', signTestParts(signer, header, nextLast(evenPayload))],
    ['a signature padded with ==', `${good}==`],
    ['a header padded with ==', signTestParts(signer, `${evenHeader}==`, payload)],
    ['a payload padded with ==', signTestParts(signer, header, `${evenPayload}==`)],
    ['a trailing newline', `${good}\n`],
    ['a trailing space', `${good} `],
    ['a leading space', ` ${good}`],
    ['a tab inside', `${header}.\t${payload}.${signature}`],
    ['a newline inside the payload', `${header}.${payload.slice(0, 76)}\n${payload.slice(76)}.${signature}`],
    ['a byte order mark before it', `\uFEFF${good}`],
    ['plain base64 letters in the signature', `${header}.${payload}.${'+/'.repeat(171)}`],
    ['a character outside ASCII', `${header}.${payload}é.${signature}`],
    ['one letter too many in the signature', `${good}A`],
    ['a signature of 255 bytes', `${header}.${payload}.${toBase64Url(bytesOf(signature).subarray(1))}`],
    ['a signature with a zero byte before it', `${header}.${payload}.${zeroBefore(signature)}`],
    ['a signature of zeroes', `${header}.${payload}.${toBase64Url(Buffer.alloc(256))}`],
    ['a signature above the modulus', `${header}.${payload}.${toBase64Url(Buffer.alloc(256, 255))}`],
    ['a flipped bit in the signature', `${header}.${payload}.${flip(signature)}`],
    ['the payload of another token', `${header}.${otherPayload(signer)}.${signature}`],
    ['the word Bearer in front', `Bearer ${good}`],
    ['4,097 bytes', longToken(signer, 4097)],
  ]
  return [
    { title: 'a good token', token: good, accepted: true },
    { title: '4,096 bytes', token: longToken(signer, 4096), accepted: true },
    ...refused.map(([title, token]) => ({ title, token, accepted: false })),
  ]
}

/** Base64 makes some lengths impossible for the payload alone, so the header grows as well. */
function longToken(signer: TokenSigner, wantedBytes: number): string {
  const lettersOf = (members: Record<string, unknown>): number =>
    Math.ceil((JSON.stringify(members).length * 4) / 3)
  for (let pad = 1; pad < 5; pad += 1) {
    const header = { x5t: 'x'.repeat(pad) }
    const headerLetters = lettersOf({ ...goodHeader(signer.kid), ...header })
    for (let length = 1; length < 3000; length += 1) {
      const extra = { extra: 'x'.repeat(length) }
      const payloadLetters = lettersOf({ ...goodClaims(signer.issuer), ...extra })
      if (headerLetters + payloadLetters + '..'.length + 342 === wantedBytes) {
        return signTestToken(signer, extra, header)
      }
    }
  }
  throw new Error('No token of that length')
}

function createTextCases(signer: TokenSigner): readonly TokenCase[] {
  const header = JSON.stringify(goodHeader(signer.kid))
  const payload = JSON.stringify(goodClaims(signer.issuer))
  const withBytes = (bytes: readonly number[]): Buffer =>
    Buffer.concat([Buffer.from(`${payload.slice(0, -1)},"x":"`), Buffer.from(bytes), Buffer.from('"}')])
  const refused: readonly (readonly [string, string])[] = [
    ['a byte order mark in the header', signTestTexts(signer, `\uFEFF${header}`, payload)],
    ['a byte order mark in the payload', signTestTexts(signer, header, `\uFEFF${payload}`)],
    ['a byte that is no UTF-8', signTestTexts(signer, header, withBytes([0xff]))],
    ['UTF-8 of half a surrogate pair', signTestTexts(signer, header, withBytes([0xed, 0xa0, 0x80]))],
    ['overlong UTF-8', signTestTexts(signer, header, withBytes([0xc0, 0xaf]))],
    ['UTF-8 beyond the last character', signTestTexts(signer, header, withBytes([0xf4, 0x90, 0x80, 0x80]))],
    ['a NUL byte', signTestTexts(signer, header, withBytes([0]))],
    ['a control character in a string', signTestTexts(signer, header, withBytes([0x1f]))],
    ['a no-break space round the payload', signTestTexts(signer, header, `\u00a0${payload}`)],
    ['a form feed round the payload', signTestTexts(signer, header, `\f${payload}`)],
    ['UTF-16 in the payload', signTestTexts(signer, header, Buffer.from(payload, 'utf16le'))],
  ]
  return [
    {
      title: 'an extra claim beyond ASCII',
      token: signTestTexts(signer, header, withBytes([0xf0, 0x9f, 0x98, 0x80])),
      accepted: true,
    },
    {
      title: 'JSON spaces, tabs and newlines round the members',
      token: signTestTexts(signer, ` ${header}\n`, `\r\n\t ${payload} \n`),
      accepted: true,
    },
    ...refused.map(([title, token]) => ({ title, token, accepted: false })),
  ]
}

function createJsonCases(signer: TokenSigner): readonly TokenCase[] {
  const header = JSON.stringify(goodHeader(signer.kid))
  const payload = JSON.stringify(goodClaims(signer.issuer))
  const withMember = (member: string): string =>
    signTestTexts(signer, header, `${payload.slice(0, -1)},${member}}`)
  const refused: readonly (readonly [string, string])[] = [
    ['an array for a payload', signTestTexts(signer, header, `[${payload}]`)],
    ['a string for a payload', signTestTexts(signer, header, JSON.stringify(payload))],
    ['null for a payload', signTestTexts(signer, header, 'null')],
    ['an array for a header', signTestTexts(signer, `[${header}]`, payload)],
    ['two values for a payload', signTestTexts(signer, header, `${payload}{}`)],
    ['a trailing comma', signTestTexts(signer, header, `${payload.slice(0, -1)},}`)],
    ['a comment', signTestTexts(signer, header, `${payload}/* */`)],
    ['single quotes', signTestTexts(signer, header, payload.replaceAll('"', "'"))],
    ['a payload cut short', signTestTexts(signer, header, payload.slice(0, -1))],
    ['a second tenant', withMember('"tenant":"globex"')],
    ['a second tenant of the same value', withMember('"tenant":"acme"')],
    ['a second tenant spelled with an escape', withMember(String.raw`"\u0074enant":"globex"`)],
    [
      'a second tenant before the first',
      signTestTexts(signer, header, `{"tenant":"globex",${payload.slice(1)}`),
    ],
    ['duplicates inside an extra claim', withMember('"x":{"a":1,"a":2}')],
    ['duplicates inside an array of an extra claim', withMember(String.raw`"x":[{"a":1,"\u0061":2}]`)],
    ['a second alg in the header', signTestTexts(signer, `{"alg":"none",${header.slice(1)}`, payload)],
    ['an escaped second kid', signTestTexts(signer, String.raw`{"\u006bid":"x",${header.slice(1)}`, payload)],
    ['an escaped NUL in an extra claim', withMember(String.raw`"x":"\u0000"`)],
    ['an escaped NUL in a member name', withMember(String.raw`"x\u0000":1`)],
    ['an escaped high surrogate alone', withMember(String.raw`"x":"\ud83d"`)],
    ['an escaped low surrogate alone', withMember(String.raw`"x":"\ude00"`)],
    ['surrogates the wrong way round', withMember(String.raw`"x":"\ude00\ud83d"`)],
    ['half a surrogate pair in a member name', withMember(String.raw`"\ud83d":1`)],
    ['an unknown escape', withMember(String.raw`"x":"\x41"`)],
    ['a leading zero', withMember('"x":01')],
    ['a leading plus', withMember('"x":+1')],
    ['a bare point', withMember('"x":.5')],
    ['a trailing point', withMember('"x":1.')],
    ['an exponent', withMember('"x":1e3')],
    ['a huge exponent', withMember('"x":1e999999')],
    ['a number of 16 digits', withMember('"x":1000000000000000')],
    ['ten decimals', withMember('"x":0.1234567890')],
    ['NaN', withMember('"x":NaN')],
    ['Infinity', withMember('"x":Infinity')],
    ['a word in capitals', withMember('"x":TRUE')],
    ['nine levels of arrays', withMember(`"x":${'['.repeat(8)}${']'.repeat(8)}`)],
    ['a number at level nine', withMember(`"x":${'['.repeat(7)}1${']'.repeat(7)}`)],
    ['a thousand levels of arrays', withMember(`"x":${'['.repeat(1000)}${']'.repeat(1000)}`)],
  ]
  const accepted: readonly (readonly [string, string])[] = [
    ['an extra claim of every kind', withMember('"x":[true,false,null,-0,-1.5,0.123456789,{},[],""]')],
    ['eight levels', withMember(`"x":${'['.repeat(7)}${']'.repeat(7)}`)],
    ['a number at level eight', withMember(`"x":${'['.repeat(6)}1${']'.repeat(6)}`)],
    ['an escaped surrogate pair', withMember(String.raw`"x":"\ud83d\ude00"`)],
    ['an extra claim called __proto__', withMember('"__proto__":{"tenant":"globex"}')],
    ['the same names at different levels', withMember('"x":{"x":{"tenant":"globex"}}')],
    [
      'escapes in the tenant',
      signTestTexts(signer, header, payload.replace('"acme"', String.raw`"\u0061cme"`)),
    ],
  ]
  return [
    ...accepted.map(([title, token]) => ({ title, token, accepted: true })),
    ...refused.map(([title, token]) => ({ title, token, accepted: false })),
  ]
}

/** Spaces at the end until the length leaves `rest` after division by 3: then base64 has unused bits. */
function padTo(text: string, rest: number): string {
  return text + ' '.repeat((3 + rest - (text.length % 3)) % 3)
}

/** The last letter raised by one: the same bytes to a decoder that ignores unused bits. */
function nextLast(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return part.slice(0, -1) + (alphabet[alphabet.indexOf(part.slice(-1)) + 1] ?? 'B')
}

const bytesOf = (part: string): Buffer => Buffer.from(part, 'base64url')
const zeroBefore = (part: string): string => toBase64Url(Buffer.concat([Buffer.alloc(1), bytesOf(part)]))
const otherPayload = (signer: TokenSigner): string => signTestToken(signer).split('.')[1] ?? ''

function flip(part: string): string {
  const bytes = bytesOf(part)
  bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100)
  return toBase64Url(bytes)
}
