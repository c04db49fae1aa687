import { encodeParts, goodHeader, signParts } from '../../attacks/sign-token.ts'
import { encode, header, ILLEGIBLE, payload, spelled, toVariants, type SpoiltRow } from './spoil-token.ts'
import { claimsOf, issuerOf, writeGoodToken, type TokenVariant } from './token-variant.ts'

const rows: readonly SpoiltRow[] = [
  // Another serialisation.
  [
    'jws-json',
    'in the JSON serialisation of JWS',
    (bench) => {
      const [protectedHeader, body, signature] = writeGoodToken(bench).split('.')
      return JSON.stringify({ payload: body, protected: protectedHeader, signature })
    },
    ILLEGIBLE,
  ],
  ['five-parts', 'of five parts, as JWE has', spelled((token) => `${token}.AAAA.AAAA`)],
  [
    'nested',
    'whose payload is a token',
    (bench) =>
      signParts(
        encodeParts({ ...goodHeader(issuerOf(bench)), cty: 'JWT' }, writeGoodToken(bench)),
        issuerOf(bench),
      ),
    ILLEGIBLE,
  ],
  ['detached', 'whose payload is left out', spelled((token) => token.replace(/\.[^.]+\./, '..')), ILLEGIBLE],
  ['point-behind', 'with a point behind it', spelled((token) => `${token}.`)],
  ['point-before', 'with a point before it', spelled((token) => `.${token}`), ILLEGIBLE],
  [
    'standard-alphabet',
    'in the alphabet of plain base64',
    spelled((token) => token.replaceAll('-', '+').replaceAll('_', '/')),
    ILLEGIBLE,
  ],
  ['percent-points', 'with encoded points', spelled((token) => token.replaceAll('.', '%2E')), ILLEGIBLE],
  ['quoted', 'in quotes', spelled((token) => `"${token}"`)],
  ['parameter', 'with a parameter behind it', spelled((token) => `${token};tenant=globex`)],
  // JSON that another reader takes for something else.
  ['second-exp', 'with a second exp', payload((text) => `${text.slice(0, -1)},"exp":4102444800}`)],
  ['second-role', 'with a second role', payload((text) => `${text.slice(0, -1)},"role":"worker"}`)],
  [
    'second-header',
    'that names two algorithms, none first',
    header((text) => text.replace('{', '{"alg":"none",')),
  ],
  ['trailing-comma', 'with a comma too many', payload((text) => text.replace(/\}$/, ',}')), ILLEGIBLE],
  ['comment', 'with a comment in it', payload((text) => text.replace('{', '{/**/')), ILLEGIBLE],
  ['after-end', 'with something behind its end', payload((text) => `${text}{}`), ILLEGIBLE],
  ['exp-nan', 'whose exp is NaN', payload((text) => text.replace(/"exp":\d+/, '"exp":NaN')), ILLEGIBLE],
  ['exp-exponent', 'whose exp has an exponent', payload((text) => text.replace(/"exp":\d+/, '"exp":4e9'))],
  [
    'exp-overflow',
    'whose exp is beyond every number',
    payload((text) => text.replace(/"exp":\d+/, '"exp":1e999')),
  ],
  ['payload-array', 'whose payload is an array', payload((text) => `[${text}]`)],
  ['payload-null', 'whose payload is null', payload(() => 'null'), ILLEGIBLE],
  [
    'payload-utf16',
    'whose payload is UTF-16',
    (bench) => {
      const key = issuerOf(bench)
      const parts = `${encode(JSON.stringify(goodHeader(key)))}.${encode(Buffer.from(JSON.stringify(claimsOf(bench)), 'utf16le'))}`
      return signParts(parts, key)
    },
    ILLEGIBLE,
  ],
  [
    'prototype',
    'with __proto__ among its claims',
    payload((text) => text.replace('{', '{"__proto__":{"tenant":"globex"},"tenant":1,')),
    ILLEGIBLE,
  ],
]

/** Tokens in another serialisation, or whose JSON another reader takes for something else. */
export const respelledTokens: readonly TokenVariant[] = toVariants(rows)
