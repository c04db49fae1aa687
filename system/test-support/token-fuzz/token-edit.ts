import type { Random } from './seeded-random.ts'
import type { Member, Part, TokenDraft } from './token-draft.ts'

export const editClasses = [
  'harmless',
  'claims',
  'times',
  'json',
  'utf-8',
  'base64url',
  'structure',
  'header',
  'keys',
  'signature',
] as const
export type EditClass = (typeof editClasses)[number]

/** One way to change a token. The same draws make the same change. */
export interface TokenEdit {
  readonly name: string
  readonly of: EditClass
  /**
   * Why the broker may accept what it makes although api and database refuse; absent: it may not. Such a token
   * has to be signed by the issuer all the same, and opens what its principal opens and nothing else.
   */
  readonly brokerMay?: BrokerLaxity
  readonly apply: (draft: TokenDraft, random: Random) => void
}

/** In which ways the broker is laxer. docs/evidence/token-fuzz.md says what each is worth to an attacker. */
export type BrokerLaxity =
  | 'claims it does not ask for'
  | 'header members it does not look at'
  | 'its own clock tolerance and token life'
  | 'laxer JSON'
  | 'laxer base64url'
  | 'longer tokens'
  | 'white space round the token'
  | 'keys of the issuer that are none of ours'
  | 'a hash identifier without its NULL'

type Apply = TokenEdit['apply']

/** Edits of one class, written as rows. */
export function rowsOf(
  of: EditClass,
  rows: readonly (readonly [name: string, apply: Apply, brokerMay?: BrokerLaxity])[],
): readonly TokenEdit[] {
  return rows.map(([name, apply, brokerMay]) => ({
    name,
    of,
    apply,
    ...(brokerMay === undefined ? {} : { brokerMay }),
  }))
}

/** Writes a member anew; adds it when it is not there. `value` is JSON text. */
export function setMember(draft: TokenDraft, [part, name]: readonly [Part, string], value: string): void {
  const member = findMember(draft, part, name)
  if (member === undefined) draft.members[part].push({ name: JSON.stringify(name), value })
  else member.value = value
}

export function removeMember(draft: TokenDraft, part: Part, name: string): void {
  const member = findMember(draft, part, name)
  if (member !== undefined) draft.members[part].splice(draft.members[part].indexOf(member), 1)
}

/** Finds it by what it is called, however that is spelled by now. */
export function findMember(draft: TokenDraft, part: Part, name: string): Member | undefined {
  return draft.members[part].find((member) => nameOf(member) === name)
}

/** What a lenient reader takes it for. */
export function nameOf({ name }: Member): string {
  try {
    return String(JSON.parse(name))
  } catch {
    return name
  }
}

export function addMember(draft: TokenDraft, part: Part, member: Member): void {
  draft.members[part].push(member)
}

/** A place in `text`, drawn. */
export function spliceAt(text: string, random: Random, [drop, add]: readonly [number, string]): string {
  const at = random.below(text.length + 1)
  return text.slice(0, at) + add + text.slice(at + drop)
}
