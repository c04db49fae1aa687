import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { TenantId } from '../../system/contracts/tenant-id.ts'
import { readIssuerKey } from '../attacks/read-issuer-key.ts'
import { readNewestExecution } from '../attacks/read-newest-execution.ts'
import type { Environment } from '../environment/environment.ts'
import { readForeignKey } from '../faults/publish-foreign-key.ts'
import { openTokenProbe } from '../probes/kafka-probe.ts'
import { fetchToken } from '../probes/fetch-token.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { waitFor } from '../wait-for.ts'
import { encodeParts, goodClaims, goodHeader, signParts, type Signer } from '../attacks/sign-token.ts'
import type { WallName } from './walls.ts'

/** What attacks are made of: what an attacker has, and what he may have come to know of his victim. */
export interface Bench extends Environment {
  readonly attacker: TenantId
  readonly victim: TenantId
  /** Genuine tokens of the attacker's caller, and of the victim's, which only controls send. */
  readonly own: string
  readonly victimToken: string
  /** A worker's token for the attacker's tenant: what a taken-over worker of his has. */
  readonly ownWorkerToken: string
  /** Ids of executions that are done. The victim's carries its canary. */
  readonly victimExecution: string
  readonly ownExecution: string
  /** An id that nobody has. */
  readonly absentExecution: string
  /** A key of the attacker's own: foreign, unless the key set was opened to it. */
  readonly attackerKey: Signer
  /** The issuer's key, for tokens that are wrong in one claim and right in their signature. Only an embedded issuer's can be had. */
  readonly issuerKey: Signer | undefined
  /** What nobody but the victim may see. */
  readonly canary: string
  /** What is removed while the attacks are carried out. */
  readonly removed: readonly WallName[]
}

/** Reads what the attacks need from the system as it is now. @throws when something of it cannot be had. */
export async function openBench(environment: Environment, removed: readonly WallName[]): Promise<Bench> {
  const { access } = environment
  const canary = access.canaries.get(GLOBEX)
  if (canary === undefined) throw new Error(`${GLOBEX} has no canary, so no leak could be seen`)
  const { issuerUrl } = access.addresses
  const worker = access.system.credentials().issuer.worker
  const attackerKey = removed.includes('key-set') ? await readForeignKey(access.admin) : inventKey()
  if (removed.includes('key-set')) await untilBrokerKnows(environment, attackerKey)
  return {
    ...environment,
    attacker: ACME,
    victim: GLOBEX,
    own: await access.tokenOf(ACME),
    victimToken: await access.tokenOf(GLOBEX),
    ownWorkerToken: await fetchToken({ issuerUrl, tenant: ACME, ...worker }),
    victimExecution: await readNewestExecution(environment, GLOBEX),
    ownExecution: await readNewestExecution(environment, ACME),
    absentExecution: randomUUID(),
    attackerKey,
    issuerKey: await readIssuerKey(access.system.status().stateDirectory),
    canary,
    removed,
  }
}

/** The broker looks for keys every two seconds, and never again within a minute for one that it missed. */
async function untilBrokerKnows({ access }: Environment, key: Signer): Promise<void> {
  const { issuerUrl, clientBroker } = access.addresses
  const token = signParts(encodeParts(goodHeader(key), goodClaims(issuerUrl, ACME)), key)
  await waitFor('the broker to take a token of the published key', new AbortController().signal, async () => {
    try {
      await (await openTokenProbe(clientBroker, token)).close()
      return true
    } catch {
      return false
    }
  })
}

function inventKey(): Signer {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { kid: 'f'.repeat(40), privateKey }
}
