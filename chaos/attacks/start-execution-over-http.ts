import { z } from 'zod'
import { callHttp, type HttpAnswer } from '../probes/call-http.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { nameRefusal } from './name-refusal.ts'
import { callUntilAnswered } from './call-until-answered.ts'
import { outcomeOf } from '../workloads/start-traffic.ts'
import { defineAttack } from './define-attack.ts'
import { identityOptions, takeIdentity } from './http-identity.ts'

const startOptions = identityOptions.extend({
  /** Default realtime. */
  mode: z.enum(['realtime', 'balanced']).optional(),
  /** For one that is about an outage: then "not now" is an answer and not a reason to ask again. */
  takesOutage: z.literal(true).optional(),
})

/** Asks the api that stands in to start an execution in the victim's name. */
export const startExecutionOverHttp = defineAttack({
  name: 'start-execution-over-http',
  options: startOptions,
  matrix: [
    {
      title:
        "start an execution of the victim over HTTP with the own token and the victim's name in a header",
      options: { attacker: ACME, victim: GLOBEX, as: 'header' },
      aim: 'write',
      ignoredBy: 'api',
    },
    {
      title: 'start an execution of the victim over HTTP with a forged token',
      options: { attacker: ACME, victim: GLOBEX, as: 'forged' },
      aim: 'write',
    },
  ],
  async attack(environment, options, signal) {
    const identity = await takeIdentity(environment, options)
    const input = { marker: environment.marker, note: `written by ${options.attacker}` }
    const send = (): Promise<HttpAnswer> =>
      callHttp(environment.stage.apiUrl(), {
        method: 'POST',
        path: '/workflows/execute',
        ...identity,
        body: { workflow: 'record-note', mode: options.mode ?? 'realtime', input },
      })
    const answer = await (options.takesOutage === true ? send() : callUntilAnswered(send, signal))
    const text = `${JSON.stringify(answer.headers)}${answer.text}`
    const tenant = options.as === 'own' ? options.attacker : options.victim
    const asked = { tenant, marker: environment.marker, outcome: outcomeOf(answer) }
    return { ...nameRefusal(answer), seen: [{ by: options.attacker, text }], asked: [asked] }
  },
})
