import { randomBytes } from 'node:crypto'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import type { IssuerKey } from '../../contracts/issuer-keys.ts'
import type { KeyRemoval, LayerRemoval } from '../../contracts/key-removal.ts'
import type { Installer } from '../../platform/database/with-installer.ts'
import { dropKey, listDatabaseKeys, storeKeys } from './database-keys.ts'
import type { KeyDependencies } from './key-dependencies.ts'
import { createPublishedKey, readKeys, writeKeys } from './keys-file.ts'
import type { LayerProbe, ProbeAnswer } from './layer-probes.ts'
import { signProbeToken } from './sign-probe-token.ts'
import { waitUntilKnown } from './wait-until-known.ts'
import { watchRefusals } from './watch-refusals.ts'
import { withKeyLock } from './with-key-lock.ts'
import { withinLimit } from './within-limit.ts'

/** In an emergency a new key signs after this long, whoever knows it by then. */
const KNOWN_WITHIN_MS = 1500
/** Who has not answered by then is not waited for. What he says later still counts. */
const FIRST_ANSWER_WITHIN_MS = 500
export const REMOVAL_LIMIT_MS = 5000

/**
 * Removes a key at once: from the JWKS, from the database with every token that it signed, and so from api and
 * broker, whose refusals are then watched with a genuine token of it. When it is the one that signs, a new one
 * takes over first. A layer that hangs holds up neither the others nor what is said of them. It stays in the file, unpublished, until the database has dropped it and each was
 * seen to refuse it: a run that was killed or met a layer that was down is finished by running it again.
 *
 * @throws {EasyFlowError} ERR_NOT_FOUND when neither the file nor the database knows the key.
 */
export async function removeKey(
  kid: string,
  dependencies: KeyDependencies,
  limitMs: number = REMOVAL_LIMIT_MS,
): Promise<KeyRemoval> {
  const startedAt = performance.now()
  const { keysFile, issuer, tenant, now, probes, say } = dependencies
  const before = await readKeys(keysFile)
  const key = before.find((one) => one.kid === kid)
  if (key === undefined) return await removeStray(kid, before, dependencies)
  const token = signProbeToken(key, { issuer, tenant, nowMs: now() })
  const first = probes.map(async ({ ask }) => await ask(token))
  const accepting = await findAccepting(dependencies, first)
  const next =
    key.state === 'signing' ? await letAnotherSign({ ...dependencies, probes: accepting }) : undefined
  // Read again before each writing: another run may be at work when the lock was not to be had.
  const without = withoutKey(await readKeys(keysFile), kid, next)
  await writeKeys(keysFile, without, now())
  say(`${kid} is out of the issuer's key set; watching api, broker and database`)
  // Whatever becomes of the database: api and broker do not wait for it.
  const [isDropped, layers] = await Promise.all([
    dropFromDatabase(kid, without, dependencies),
    watchRefusals(probes, token, {
      first,
      startedAt,
      limitMs,
      say,
      wake: () => signProbeToken({ ...key, kid: unknownKid() }, { issuer, tenant, nowMs: now() }),
    }),
  ])
  // A layer that is silent may come back and accept: only a refusal counts.
  const isComplete = isDropped && layers.every(({ outcome }) => outcome === 'refuses')
  if (isComplete) {
    const kept = (await readKeys(keysFile)).filter((one) => one.kid !== kid)
    await writeKeys(keysFile, kept, now())
  }
  return {
    version: 1,
    removed: kid,
    signing: signingOf(without),
    limitMs,
    layers: [...layers],
    totalMs: totalOf(layers),
    isComplete,
  }
}

/** Those who can be expected to learn another key soon. Who gives no answer is named. */
async function findAccepting(
  { probes, say }: KeyDependencies,
  first: readonly Promise<ProbeAnswer>[],
): Promise<readonly LayerProbe[]> {
  const answers = await Promise.all(
    first.map(async (answer) => await withinLimit(answer, FIRST_ANSWER_WITHIN_MS, 'silent')),
  )
  const silent = probes.filter((_, index) => answers[index] === 'silent').map(({ layer }) => layer)
  if (silent.length > 0) say(`no answer yet from: ${silent.join(', ')}; the others do not wait for it`)
  return probes.filter((_, index) => answers[index] === 'accepts')
}

/** A key that the file has forgotten and the database has not. There is nothing left to make a token with. */
async function removeStray(
  kid: string,
  keys: readonly IssuerKey[],
  { installer: reached, late, issuer, probes, changedBy }: KeyDependencies,
): Promise<KeyRemoval> {
  const installer = reached ?? (await late)
  const known = installer === undefined ? [] : await listDatabaseKeys(installer, issuer)
  if (installer === undefined || !known.includes(kid)) {
    throw new EasyFlowError('ERR_NOT_FOUND', `No key ${kid}. See: easyflow keys list`)
  }
  await dropKey(installer, { issuer, kid, changedBy })
  return {
    version: 1,
    removed: kid,
    signing: signingOf(keys),
    limitMs: REMOVAL_LIMIT_MS,
    layers: probes.map(({ layer }) => ({ layer, outcome: 'silent', acceptedBefore: false, elapsedMs: null })),
    totalMs: null,
    isComplete: true,
  }
}

/** @returns the key that is to sign from now on, in the file as published. */
async function letAnotherSign(dependencies: KeyDependencies): Promise<IssuerKey> {
  const { keysFile, now, say } = dependencies
  const before = await readKeys(keysFile)
  const next = before.find(({ state }) => state === 'published') ?? createPublishedKey()
  const withNext = [...before.filter(({ kid }) => kid !== next.kid), next]
  await writeKeys(keysFile, withNext, now())
  // A database that cannot be written must not keep the stolen key in the key set.
  const missing = await waitUntilKnown(next, withNext, { dependencies, withinMs: KNOWN_WITHIN_MS }).catch(
    () => ['database'],
  )
  if (missing.length > 0) say(`not seen to know the new key ${next.kid} yet: ${missing.join(', ')}`)
  say(`${next.kid} signs from now on`)
  return next
}

/** `next` signs, unless somebody else made another one sign meanwhile. */
function withoutKey(
  keys: readonly IssuerKey[],
  kid: string,
  next: IssuerKey | undefined,
): readonly IssuerKey[] {
  const rest = keys.map((key): IssuerKey => (key.kid === kid ? asRemoved(key) : key))
  if (next === undefined || rest.some(({ state }) => state === 'signing')) return rest
  return [...rest.filter((key) => key.kid !== next.kid), { ...next, state: 'signing' }]
}

async function dropFromDatabase(
  kid: string,
  keys: readonly IssuerKey[],
  dependencies: KeyDependencies,
): Promise<boolean> {
  const { installer, late, now, say } = dependencies
  const drop = async (reached: Installer | undefined): Promise<boolean> => {
    if (reached === undefined) throw new Error('it cannot be reached, or another command holds its lock')
    await storeKeys(reached, keys, { ...dependencies, nowMs: now(), changes: [[kid, 'removed']] })
    return true
  }
  try {
    if (installer !== undefined || late === undefined) return await drop(installer)
    const reached = await late
    if (reached === undefined) return await drop(undefined)
    return await withKeyLock(reached, true, drop)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown'
    say(`the database has not dropped ${kid} (${why}); run it again when it can be written`)
    return false
  }
}

const asRemoved = (key: IssuerKey): IssuerKey => ({ ...key, state: 'removed', notAfter: undefined })

function totalOf(layers: readonly LayerRemoval[]): number | null {
  const times = layers.map(({ acceptedBefore, elapsedMs }) => (acceptedBefore ? elapsedMs : null))
  return times.every((time) => time !== null) ? Math.max(0, ...times) : null
}

const signingOf = (keys: readonly IssuerKey[]): string =>
  keys.find(({ state }) => state === 'signing')?.kid ?? ''

const unknownKid = (): string => randomBytes(24).toString('base64url')
