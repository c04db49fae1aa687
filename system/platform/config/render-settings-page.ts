import type { z } from 'zod'
import type { Setting } from './setting.ts'
import { formOf } from './setting-types.ts'
import { settingEntries } from './settings-catalog.ts'

const INTRODUCTION = `# Settings

Every variable of the environment that EasyFlow reads, made from \`system/platform/config/settings-catalog.ts\` by
\`npx easyflow settings --page\`. A process that finds one of them wrong, or a variable \`EASYFLOW_…\` that is not
here, does not start and names all faults at once, never a value.

The last column says what \`npx easyflow start\` does about a variable in its own environment: it **reads** it,
**passes** it on to the parts, or **refuses** it, because it says that to the embedded parts itself. How servers
of your own are named: [external servers](external-servers.md). \`npx easyflow settings\` prints what is in effect,
without secrets.
`

const GROUPS = [
  { title: 'The processes', reads: ['api', 'worker', 'issuer', 'control-plane'] },
  { title: 'What surrounds them', reads: ['runtime', 'chaos', 'container', 'saboteur', 'tests'] },
] as const

const SECRECY = { none: '', whole: ' Secret.', url: ' Its password is secret.' } as const

/** The text of docs/settings.md, formatted as our formatter would. */
export function renderSettingsPage(): string {
  const sections = GROUPS.map(({ title }, index) => {
    const rows = settingEntries
      .filter(([, { readBy }]) => groupOf(readBy) === index)
      .map(([name, setting]) => rowOf(name, setting))
    const head = ['variable', 'value', 'default', 'what it is', 'read by', 'at the start']
    return `## ${title}\n\n${tableOf([head, ...rows])}\n`
  })
  return [INTRODUCTION, ...sections].join('\n')
}

function groupOf(readBy: Setting['readBy']): number {
  return GROUPS.findIndex(({ reads }) =>
    readBy.some((reader) => (reads as readonly string[]).includes(reader)),
  )
}

function rowOf(name: string, setting: Setting): readonly string[] {
  const unit = setting.unit === undefined ? '' : ` ${setting.unit}`
  return [
    `\`${name}\``,
    `${formOf(setting.type)}${unit}`,
    defaultOf(setting.type),
    `${setting.what}.${SECRECY[setting.secret ?? 'none']}`,
    setting.readBy.join(', '),
    setting.atStart,
  ]
}

/** What is read when nothing is set. */
function defaultOf(type: z.ZodType): string {
  const read = type.safeParse(undefined)
  if (!read.success) return 'has to be set'
  return read.data === undefined ? '' : `\`${JSON.stringify(read.data).replaceAll('"', '')}\``
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  const lines = rows.map((row) => lineOf(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))))
  return [lines[0], lineOf(widths.map((width) => '-'.repeat(width))), ...lines.slice(1)].join('\n')
}

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
