import { callHttp } from '../probes/call-http.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { nameRefusal } from './name-refusal.ts'
import { callUntilAnswered } from './call-until-answered.ts'
import { defineAttack } from './define-attack.ts'
import { identityOptions, takeIdentity } from './http-identity.ts'
import { readNewestExecution } from './read-newest-execution.ts'

/** Asks the api that stands in for one execution of the victim's, by an id that really is the victim's newest. */
export const readKnownExecutionOverHttp = defineAttack({
  name: 'read-known-execution-over-http',
  options: identityOptions,
  matrix: [
    {
      title:
        "read a known execution of the victim's over HTTP with the own token and the victim's name in a header",
      options: { attacker: ACME, victim: GLOBEX, as: 'header' },
      aim: 'read',
      ignoredBy: 'api',
    },
    {
      title: "read a known execution of the victim's over HTTP with a forged token",
      options: { attacker: ACME, victim: GLOBEX, as: 'forged' },
      aim: 'read',
    },
  ],
  async attack(environment, options, signal) {
    const identity = await takeIdentity(environment, options)
    const path = `/executions/${await readNewestExecution(environment, options.victim)}`
    const answer = await callUntilAnswered(
      () => callHttp(environment.stage.apiUrl(), { method: 'GET', path, ...identity }),
      signal,
    )
    const text = `${JSON.stringify(answer.headers)}${answer.text}`
    return { ...nameRefusal(answer), seen: [{ by: options.attacker, text }] }
  },
})
