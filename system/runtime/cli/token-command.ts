import { exitCode } from '../../contracts/exit-code.ts'
import { requestToken } from '../../platform/tokens/request-token.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readCredentials, readStatus } from '../instance/read-instance.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { UsageError, type Command } from './command.ts'

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
    output.result(await requestToken(status.parts.issuer.addresses['url'] ?? '', client))
    return exitCode.ok
  },
}
