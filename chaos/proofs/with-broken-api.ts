import type { SystemAccess } from '../access/open-access.ts'
import { startApiSaboteur, type ApiSaboteur } from '../saboteurs/start-api-saboteur.ts'
import type { StartedProcess } from '../saboteurs/start-node-process.ts'
import { settleAll } from '../settle-all.ts'
import { waitFor } from '../wait-for.ts'
import { startTraffic, type SubmissionRecord } from '../workloads/start-traffic.ts'
import { GLOBEX } from './api-bug-stage.ts'
import { noteTraffic } from './note-traffic.ts'
import type { ProofContext } from './proof-context.ts'

/** A broken api of that name; one that is already on its way is used, and left to whoever started it. */
export interface BrokenApi {
  readonly saboteur: ApiSaboteur
  readonly api?: Promise<StartedProcess>
}

/** Realtime executions of the victim, through the broker, before the first attack. */
const STEADY_ACCEPTED = 3
/** Lets globex use a broken api, and runs `work` meanwhile. The victim's traffic is judged afterwards. */
export async function withBrokenApi(
  context: ProofContext,
  { saboteur, api: early }: BrokenApi,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const { access } = context
  const label = `${context.label}${saboteur}`
  const api = await (early ?? startApiSaboteur(access, saboteur))
  const traffic = startTraffic({
    apiUrl: api.url,
    tenants: [GLOBEX],
    modes: ['realtime', 'balanced'],
    tokenOf: access.tokenOf,
    canaries: access.canaries,
    everyMs: 50,
    label,
  })
  try {
    await waitFor(`globex to be served by ${saboteur}`, context.signal, () =>
      Promise.resolve(countRealtime(traffic.records) >= STEADY_ACCEPTED),
    )
    await work(api.url)
    await noteTraffic({ ...context, label }, await traffic.stop())
  } finally {
    await traffic.stop()
    if (early === undefined) await api.stop()
  }
}

/**
 * Starts broken apis for `work`, each once the one before it is ready: the second loads while the first is
 * attacked. All are ended afterwards.
 */
export async function withApisInTurn(
  access: SystemAccess,
  saboteurs: readonly ApiSaboteur[],
  work: (brokenApi: (saboteur: ApiSaboteur) => BrokenApi) => Promise<void>,
): Promise<void> {
  const apis = new Map<ApiSaboteur, Promise<StartedProcess>>()
  let before: Promise<unknown> = Promise.resolve()
  for (const saboteur of saboteurs) {
    const api = before.then(() => startApiSaboteur(access, saboteur))
    before = api
    apis.set(saboteur, api)
  }
  // Its failure is for whoever asks for it; what never started needs no end.
  const toBeStopped = [...apis.values()].map((api) => api.catch(() => undefined))
  try {
    await work((saboteur) => {
      const api = apis.get(saboteur)
      return { saboteur, ...(api === undefined ? {} : { api }) }
    })
  } finally {
    await settleAll(toBeStopped.map(async (api) => (await api)?.stop()))
  }
}

function countRealtime(records: readonly SubmissionRecord[]): number {
  return records.filter((record) => record.mode === 'realtime' && record.outcome === 'accepted').length
}
