import { functionSchemaOf } from '../../system/contracts/names.ts'
import { ACME, GLOBEX } from '../tenant-option.ts'
import { defineAttack } from './define-attack.ts'
import { identityOptions, takeIdentity } from './http-identity.ts'
import { nameSqlRefusal, onApiLogin } from './on-api-login.ts'

/** Calls the victim's own function that lists executions, on the api's login, with the token that the attacker has. */
export const callFunctionOnApiLogin = defineAttack({
  name: 'call-function-on-api-login',
  options: identityOptions,
  matrix: [
    {
      title: "call the victim's function on the api's login with the own token",
      options: { attacker: ACME, victim: GLOBEX, as: 'own' },
      aim: 'read',
    },
    {
      title: "call the victim's function on the api's login with a forged token",
      options: { attacker: ACME, victim: GLOBEX, as: 'forged' },
      aim: 'read',
    },
  ],
  async attack(environment, options) {
    const { token } = await takeIdentity(environment, options)
    const answer = await onApiLogin(environment, (session) =>
      session.ask(
        `select ${functionSchemaOf(options.victim)}.list_executions($1, '{"limit": 20}') as answer`,
        [token],
      ),
    )
    return { ...nameSqlRefusal(answer), seen: [{ by: options.attacker, text: JSON.stringify(answer) }] }
  },
})
