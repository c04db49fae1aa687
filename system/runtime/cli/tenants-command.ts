import { z } from 'zod'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { exitCode } from '../../contracts/exit-code.ts'
import { isTenantId } from '../../contracts/tenant-id.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readContext } from '../instance/read-context.ts'
import { loadCredentials } from '../instance/instance-memory.ts'
import { readStatus } from '../instance/read-instance.ts'
import { askControlPlane } from '../parts/ask-control-plane.ts'
import { writeAtomically } from '../process/write-atomically.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { UsageError, type Command, type CommandInput } from './command.ts'
import { describeTable } from './describe-status.ts'

const listSchema = z.array(z.object({ tenant: z.string(), status: z.string(), createdAt: z.string() }))

/** As many as one command line names. */
const TENANTS_MAX = 100

export const tenantsCommand: Command = {
  summary: 'Make, list or remove tenants, wholly or not at all',
  usage: 'list [--json] | create <id>… [--demo] | remove <id>…',
  options: { json: { type: 'boolean', default: false }, demo: { type: 'boolean', default: false } },
  positionalsMax: 1 + TENANTS_MAX,
  run: async (input) => {
    const layout = layoutOf(stateRootOf(), input.instance)
    await readStatus(layout)
    const { code, text } = await askControlPlane(await readContext(layout), argsOf(input), input.output.talk)
    if (code !== exitCode.ok) return code
    await writeAtomically(layout.credentialsFile, JSON.stringify(await loadCredentials(layout)))
    input.output.result(input.positionals[0] === 'list' ? describe(text, input) : text.trim())
    return code
  },
}

function argsOf({ positionals: [action, ...tenants], options }: CommandInput): readonly string[] {
  if (action === 'list' && tenants.length === 0) return ['tenants-list']
  if (action !== 'create' && action !== 'remove') throw new UsageError('Say list, create or remove')
  if (tenants.length === 0 || !tenants.every(isTenantId)) {
    throw new UsageError('A tenant id is a lower-case letter and up to 30 lower-case letters or digits')
  }
  return [
    `tenants-${action}`,
    ...tenants,
    ...(options['demo'] === true && action === 'create' ? ['--demo'] : []),
  ]
}

function describe(text: string, { options }: CommandInput): string {
  const list = listSchema.safeParse(JSON.parse(text))
  if (!list.success) throw new EasyFlowError('ERR_INTERNAL', 'The control plane gave no list of tenants')
  if (options['json'] === true) return JSON.stringify(list.data, null, 2)
  const rows = list.data.map(({ tenant, status, createdAt }) => [tenant, status, createdAt])
  return describeTable(['tenant', 'status', 'made at'], rows)
}
