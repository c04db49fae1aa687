import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { exitCode } from '../../contracts/exit-code.ts'
import { addressesOfExternal, type ExternalServers } from '../external/external-servers.ts'
import { claimInstance } from '../instance/claim-instance.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { removeInstance } from '../instance/remove-instance.ts'
import { stopInstance } from '../instance/stop-instance.ts'
import { readGiven } from '../instance/read-given.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { UsageError, type Command, type CommandInput } from './command.ts'

export const resetCommand: Command = {
  summary: 'Stop it and delete all it stored, secrets included',
  usage: '[--yes]',
  options: { yes: { type: 'boolean', default: false } },
  positionalsMax: 0,
  run: async (input) => {
    const { instance, output } = input
    const layout = layoutOf(stateRootOf(), instance)
    if (!existsSync(layout.directory)) {
      output.talk(`There is no instance ${instance}.`)
      return exitCode.ok
    }
    if (!(await isConfirmed(input, layout.directory))) {
      output.talk('Nothing was deleted.')
      return exitCode.usage
    }
    const stays = describeStaying((await readGiven(layout)).external)
    await stopInstance(layout)
    await claimInstance(layout)
    await removeInstance(layout)
    output.talk([`Instance ${instance} is gone.`, ...stays].join('\n'))
    return exitCode.ok
  },
}

const REMAINS = {
  postgres: 'the schemas easyflow and tenant_*, the roles easyflow_* and tenant_*, and all rows',
  kafka: 'the topics tenant_*_events and their access lists',
  issuer: 'its clients',
} as const

/** What is on somebody else's servers is not ours to drop. */
function describeStaying(external: ExternalServers): readonly string[] {
  return Object.entries(addressesOfExternal(external)).map(
    ([part, addresses]) =>
      `On the external ${part} (${Object.values(addresses).join(' ')}) nothing was dropped: ${REMAINS[part as keyof typeof REMAINS]} stay.`,
  )
}

async function isConfirmed({ options, instance, output }: CommandInput, directory: string): Promise<boolean> {
  if (options['yes'] === true) return true
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to be asked: say --yes')
  output.talk(`This deletes ${directory}.`)
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await asking.question(`Type the instance's name, ${instance}, to go on: `)) === instance
  } finally {
    asking.close()
  }
}
