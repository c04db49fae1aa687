import type { KafkaConfig } from 'kafkajs'

/** How a client presents a token to the broker, word for word. A rejection is the error 58 that it is. */
export function saslByToken(token: string): KafkaConfig['sasl'] & {} {
  return {
    mechanism: 'oauthbearer',
    authenticationProvider: ({ saslAuthenticate }) => ({
      authenticate: async () => {
        const message = Buffer.from(`n,,\u0001auth=Bearer ${token}\u0001\u0001`)
        const length = Buffer.alloc(4)
        length.writeInt32BE(message.length)
        const challenge = await saslAuthenticate<string>({
          request: { encode: () => Buffer.concat([length, message]) },
          response: { decode: (raw: Buffer) => raw.subarray(4), parse: (raw: Buffer) => raw.toString() },
        })
        // kafkajs takes a rejected token for a success: the rejection comes as a challenge.
        if (challenge) throw new TokenRejectedError('The broker rejected this token')
      },
    }),
  }
}

/** What the broker says to a token that it does not accept. */
class TokenRejectedError extends Error {
  override readonly name = 'TokenRejectedError'
  readonly code = 58
  readonly type = 'SASL_AUTHENTICATION_FAILED'
}
