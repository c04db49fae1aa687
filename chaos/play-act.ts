import { setTimeout as delay } from 'node:timers/promises'
import { dataSchemaOf } from '../system/contracts/names.ts'
import { attackNamed } from './attacks/registry.ts'
import type { AttackMet } from './attacks/define-attack.ts'
import type { Environment } from './environment/environment.ts'
import { holdFaults, type HeldFaults } from './faults/hold-faults.ts'
import type { Footprint } from './history/history-event.ts'
import type { FaultWatch } from './watch/open-fault-watch.ts'
import { watchFootprint } from './probes/watch-footprint.ts'
import type { RunOptions } from './run-scenario.ts'
import type { Act, PlannedAttack } from './scenario/scenario.ts'

/**
 * One act: its faults, its attacks one after the other, and the time that it holds.
 *
 * @param outer the scenario's own faults, some of which this act may heal.
 * @returns whether the run goes on: false once an attack was not as expected, for whoever wants no more then.
 */
export async function playAct(
  environment: Environment,
  act: Act,
  options: RunOptions & { readonly outer: HeldFaults; readonly watch: FaultWatch },
): Promise<boolean> {
  const { directory, onProgress, signal, watch, endsAtDeviation = false } = options
  directory.history.write({ kind: 'act-began', act: act.title })
  const held = { faults: act.disturbances ?? [], directory, onProgress, signal }
  let goesOn = true
  const note = (asExpected: boolean): void => void (goesOn &&= asExpected || !endsAtDeviation)
  await holdFaults(environment, held, async () => {
    await options.outer.heal(act.heals ?? [])
    for (const { named, afterMs, asExpected } of await watch.expectNamed(act, signal)) {
      const after = afterMs === null ? '' : `, after ${afterMs} ms`
      onProgress(`${asExpected ? 'named' : 'NOT AS EXPECTED'}: ${named}${after}`)
    }
    for (const attack of act.attacks ?? []) if (goesOn) note(await carryOut(environment, attack, options))
    if (act.holdMs !== undefined && goesOn) await delay(act.holdMs, undefined, { signal })
    directory.history.write({ kind: 'act-ended', act: act.title })
  })
  return goesOn
}

/** @returns whether it came to what is expected; of a control, which proves nothing by itself, always true. */
async function carryOut(
  environment: Environment,
  planned: PlannedAttack,
  { directory: { history, nextId }, onProgress, signal }: RunOptions,
): Promise<boolean> {
  const { attack: name, title, purpose = 'attack', expect, ...options } = planned
  const id = nextId()
  const expected = describe(expect)
  const { attack, isOrdinary } = attackNamed(name)
  const sent = { id, attack: name, title, purpose, expected }
  history.write({ kind: 'attack-sent', ...sent, ...(isOrdinary ? { isOrdinary } : {}) })
  const marker = `${environment.label}-attack-${id}`
  const readFootprint = isOrdinary ? undefined : await watchFootprint(environment.access.admin, marker)
  const startedAt = performance.now()
  const met = await attack({ ...environment, marker }, options, signal)
  const elapsedMs = performance.now() - startedAt
  const footprint = await readFootprint?.()
  const asExpected = isAsExpected(environment, expect, met) && leavesWhatItShould(expect, footprint)
  for (const { by, text } of met.seen) {
    history.write({ kind: 'seen', by, where: title, text, isControl: purpose !== 'attack' })
  }
  for (const one of met.asked ?? []) history.write({ kind: 'asked', ...one })
  for (const one of met.planted ?? []) history.write({ kind: 'planted', ...one })
  const { refusedBy, answer } = met
  const attackers = [...new Set(met.seen.map(({ by }) => by))]
  history.write({
    kind: 'attack-met',
    id,
    refusedBy,
    answer,
    asExpected,
    elapsedMs,
    ...(footprint === undefined ? {} : { footprint, attackers }),
  })
  const from = refusedBy === 'none' ? '' : `, from the ${refusedBy}`
  onProgress(`${asExpected ? 'as expected' : 'NOT AS EXPECTED'}: ${title}: ${answer}${from}`)
  return asExpected || purpose !== 'attack'
}

function isAsExpected(
  { access }: Environment,
  { refusedBy, answer, discloses }: PlannedAttack['expect'],
  met: AttackMet,
): boolean {
  if (met.refusedBy !== refusedBy || !answer.test(met.answer)) return false
  if (discloses === undefined) return true
  const canary = access.canaries.get(discloses)
  return canary !== undefined && met.seen.some(({ text }) => text.includes(canary))
}

/** Of a negative control that writes: otherwise the attack could not have had an effect anyway. */
function leavesWhatItShould({ leaves }: PlannedAttack['expect'], footprint: Footprint | undefined): boolean {
  if (leaves === undefined) return true
  const schema = dataSchemaOf(leaves)
  return footprint?.schemas.some((one) => one.schema === schema && one.rows > one.rejected) === true
}

function describe({ refusedBy, answer, discloses, leaves }: PlannedAttack['expect']): string {
  const by = refusedBy === 'none' ? 'nobody refuses' : `refused by ${refusedBy}`
  const shown = discloses === undefined ? '' : `, and ${discloses}'s canary is seen`
  const left = leaves === undefined ? '' : `, and a row of it is left with ${leaves}`
  return `${by}: ${answer.source}${shown}${left}`
}
