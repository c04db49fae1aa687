import type { Mechanism } from 'kafkajs'

/**
 * SASL OAUTHBEARER that notices a refusal. A broker answers a token it does not accept with a challenge
 * under error code 0; kafkajs's own provider does not read it, so that `connect()` resolves for a forged
 * token and the next request fails with something else.
 */
export function buildStrictOauth(getToken: () => Promise<string>): Mechanism['authenticationProvider'] {
  return ({ saslAuthenticate }) => ({
    authenticate: async () => {
      const message = Buffer.from(`n,,\u0001auth=Bearer ${await getToken()}\u0001\u0001`)
      const length = Buffer.alloc(4)
      length.writeInt32BE(message.length)
      const challenge = await saslAuthenticate({
        request: { encode: () => Buffer.concat([length, message]) },
        response: { decode: (raw) => raw.subarray(4), parse: (content) => content.toString() },
      })
      // The challenge is the broker's JSON `{"status":"invalid_token"}`: nothing of the token is in it.
      if (challenge !== undefined && challenge !== '') {
        throw new TokenRejectedError(challenge.slice(0, 100))
      }
    },
  })
}

/** The broker does not accept this token. kafkajs retries whatever does not say `retriable: false`. */
export class TokenRejectedError extends Error {
  override readonly name = 'KafkaJSSASLAuthenticationError'
  readonly retriable = false
}
