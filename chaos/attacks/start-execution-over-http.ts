import { callHttp } from '../probes/call-http.ts'
import { nameRefusal } from './name-refusal.ts'
import { callUntilAnswered } from './call-until-answered.ts'
import { outcomeOf } from '../workloads/start-traffic.ts'
import { defineAttack } from './define-attack.ts'
import { identityOptions, takeIdentity } from './http-identity.ts'

/** Asks the api that stands in to start a realtime execution in the victim's name. */
export const startExecutionOverHttp = defineAttack({
  name: 'start-execution-over-http',
  options: identityOptions,
  async attack(environment, options, signal) {
    const identity = await takeIdentity(environment, options)
    const input = { marker: environment.marker, note: `written by ${options.attacker}` }
    const answer = await callUntilAnswered(
      () =>
        callHttp(environment.stage.apiUrl(), {
          method: 'POST',
          path: '/workflows/execute',
          ...identity,
          body: { workflow: 'record-note', mode: 'realtime', input },
        }),
      signal,
    )
    const text = `${JSON.stringify(answer.headers)}${answer.text}`
    const tenant = options.as === 'own' ? options.attacker : options.victim
    const asked = { tenant, marker: environment.marker, outcome: outcomeOf(answer) }
    return { ...nameRefusal(answer), seen: [{ by: options.attacker, text }], asked: [asked] }
  },
})
