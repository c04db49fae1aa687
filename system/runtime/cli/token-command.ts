import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode } from '../../contracts/exit-code.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readCredentials, readStatus } from '../instance/read-instance.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { UsageError, type Command } from './command.ts'

const answerSchema = z.object({ access_token: z.string() })

export const tokenCommand: Command = {
  summary: "Print a caller's token of a tenant, good for five minutes",
  usage: '<tenant>',
  options: {},
  positionalsMax: 1,
  run: async ({ positionals, instance, output }) => {
    const [tenant] = positionals
    const layout = layoutOf(stateRootOf(), instance)
    const status = await readStatus(layout)
    const { issuer } = status.parts
    if (issuer.isExternal === true) {
      throw new UsageError(
        `Tokens are issued by ${issuer.addresses['url'] ?? '?'}, which is not ours: ask it. What they have to say stands in docs/external-servers.md`,
      )
    }
    const { callers } = (await readCredentials(layout)).issuer
    const client = tenant !== undefined && Object.hasOwn(callers, tenant) ? callers[tenant] : undefined
    if (client === undefined) throw new UsageError(`Name a tenant: ${Object.keys(callers).sort().join(', ')}`)
    output.result(await askToken(status.parts.issuer.addresses['url'] ?? '', client))
    return exitCode.ok
  },
}

async function askToken(issuer: string, client: { clientId: string; clientSecret: string }): Promise<string> {
  try {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.clientSecret,
      }),
      signal: AbortSignal.timeout(5000),
    })
    if (!answer.ok) throw new Error(`HTTP ${String(answer.status)}`)
    return answerSchema.parse(await answer.json()).access_token
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EasyFlowError('ERR_ISSUER_UNAVAILABLE', `The issuer at ${issuer} gave no token (${reason})`, {
      cause,
    })
  }
}
