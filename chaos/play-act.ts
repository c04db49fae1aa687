import { setTimeout as delay } from 'node:timers/promises'
import { attackNamed } from './attacks/registry.ts'
import type { AttackMet } from './attacks/define-attack.ts'
import type { Environment } from './environment/environment.ts'
import { holdFaults } from './faults/hold-faults.ts'
import type { RunOptions } from './run-scenario.ts'
import type { Act, PlannedAttack } from './scenario/scenario.ts'

/** One act: its faults, its attacks one after the other, and the time that it holds. */
export async function playAct(environment: Environment, act: Act, options: RunOptions): Promise<void> {
  const { directory, onProgress, signal } = options
  directory.history.write({ kind: 'act-began', act: act.title })
  const held = { faults: act.disturbances ?? [], directory, onProgress, signal }
  await holdFaults(environment, held, async () => {
    for (const [index, attack] of (act.attacks ?? []).entries()) {
      await carryOut(environment, { attack, index }, options)
    }
    if (act.holdMs !== undefined) await delay(act.holdMs, undefined, { signal })
    directory.history.write({ kind: 'act-ended', act: act.title })
  })
}

async function carryOut(
  environment: Environment,
  { attack: planned }: { readonly attack: PlannedAttack; readonly index: number },
  { directory: { history, nextId }, onProgress, signal }: RunOptions,
): Promise<void> {
  const { attack: name, title, purpose = 'attack', expect, ...options } = planned
  const id = nextId()
  const expected = describe(expect)
  history.write({ kind: 'attack-sent', id, attack: name, title, purpose, expected })
  const startedAt = performance.now()
  const met = await attackNamed(name).attack(environment, options, signal)
  const asExpected = isAsExpected(environment, expect, met)
  for (const { by, text } of met.seen) {
    history.write({ kind: 'seen', by, where: title, text, isControl: purpose !== 'attack' })
  }
  const { refusedBy, answer } = met
  const elapsedMs = performance.now() - startedAt
  history.write({ kind: 'attack-met', id, refusedBy, answer, asExpected, elapsedMs })
  const from = refusedBy === 'none' ? '' : `, from the ${refusedBy}`
  onProgress(`${asExpected ? 'as expected' : 'NOT AS EXPECTED'}: ${title}: ${answer}${from}`)
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

function describe({ refusedBy, answer, discloses }: PlannedAttack['expect']): string {
  const by = refusedBy === 'none' ? 'nobody refuses' : `refused by ${refusedBy}`
  const shown = discloses === undefined ? '' : `, and ${discloses}'s canary is seen`
  return `${by}: ${answer.source}${shown}`
}
