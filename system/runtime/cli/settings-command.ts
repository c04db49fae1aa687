import { existsSync } from 'node:fs'
import { exitCode } from '../../contracts/exit-code.ts'
import { renderSettingsPage } from '../../platform/config/render-settings-page.ts'
import {
  effectiveSettings,
  settledParts,
  type EffectiveSetting,
  type SettledPart,
} from '../effective-settings.ts'
import { layoutOf, type InstanceLayout } from '../instance/instance-layout.ts'
import { readContext } from '../instance/read-context.ts'
import { findHolder } from '../instance/read-instance.ts'
import { readGiven } from '../instance/read-given.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { loadStartSettings } from '../start-settings.ts'
import type { SystemContext } from '../system-context.ts'
import { UsageError, type Command } from './command.ts'
import { describeTable } from './describe-status.ts'

export const settingsCommand: Command = {
  summary: 'Print the settings in effect, without secrets',
  usage: '[--json] [--part <name>] [--page]',
  options: {
    json: { type: 'boolean', default: false },
    part: { type: 'string' },
    page: { type: 'boolean', default: false },
  },
  positionalsMax: 0,
  run: async ({ options, instance, output }) => {
    if (options['page'] === true) {
      output.result(renderSettingsPage().trimEnd())
      return exitCode.ok
    }
    const parts = partsOf(options['part'])
    const layout = layoutOf(stateRootOf(), instance)
    const { given, context, isRunning } = await read(layout)
    const settings = parts.flatMap((part) => effectiveSettings(part, given, context))
    if (options['json'] === true) output.result(JSON.stringify(settings, null, 2))
    else {
      output.talk(isRunning ? `Instance ${instance} as it was started:` : 'As it would be started now:')
      output.result(parts.map((part) => describe(part, settings)).join('\n\n'))
    }
    return exitCode.ok
  },
}

/** Of an instance that runs, what it was told; otherwise what it would be told by this environment. */
async function read(layout: InstanceLayout): Promise<{
  readonly given: Readonly<Record<string, string>>
  readonly context: SystemContext | undefined
  readonly isRunning: boolean
}> {
  const isRunning = (await findHolder(layout)) !== undefined && existsSync(layout.givenFile)
  const told = isRunning ? await readGiven(layout) : loadStartSettings()
  const isMade = existsSync(layout.credentialsFile) && existsSync(layout.memoryFile)
  const context = isMade
    ? { ...(await readContext(layout)), external: told.external, given: told.given }
    : undefined
  return { given: told.given, context, isRunning }
}

function partsOf(named: unknown): readonly SettledPart[] {
  if (named === undefined) return settledParts
  const part = settledParts.find((name) => name === named)
  if (part === undefined)
    throw new UsageError(`There is no part of that name. There are: ${settledParts.join(', ')}`)
  return [part]
}

function describe(part: SettledPart, settings: readonly EffectiveSetting[]): string {
  const rows = settings
    .filter((one) => one.part === part)
    .map(({ name, value, source }) => [name, value ?? '-', source])
  return `${part}\n${describeTable(['variable', 'value', 'from'], rows)}`
}
