import { callHttp } from '../probes/call-http.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { nameRefusal } from './name-refusal.ts'
import { callUntilAnswered } from './call-until-answered.ts'
import { defineAttack } from './define-attack.ts'
import { identityOptions, takeIdentity } from './http-identity.ts'

/** Asks the api that stands in for a page of the victim's executions. */
export const readExecutionsOverHttp = defineAttack({
  name: 'read-executions-over-http',
  options: identityOptions,
  matrix: [
    {
      title: "list the victim's executions over HTTP with the own token and the victim's name in a header",
      options: { attacker: ACME, victim: GLOBEX, as: 'header' },
      aim: 'read',
      ignoredBy: 'api',
    },
    {
      title: "list the victim's executions over HTTP with a forged token",
      options: { attacker: ACME, victim: GLOBEX, as: 'forged' },
      aim: 'read',
    },
  ],
  async attack(environment, options, signal) {
    const identity = await takeIdentity(environment, options)
    const answer = await callUntilAnswered(
      () =>
        callHttp(environment.stage.apiUrl(), { method: 'GET', path: '/executions?limit=20', ...identity }),
      signal,
    )
    const text = `${JSON.stringify(answer.headers)}${answer.text}`
    return { ...nameRefusal(answer), seen: [{ by: options.attacker, text }] }
  },
})
