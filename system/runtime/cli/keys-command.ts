import { z } from 'zod'
import { keyRemovalSchema, type LayerRemoval } from '../../contracts/key-removal.ts'
import { layoutOf } from '../instance/instance-layout.ts'
import { readContext } from '../instance/read-context.ts'
import { readStatus } from '../instance/read-instance.ts'
import { askControlPlane } from '../parts/ask-control-plane.ts'
import { stateRootOf } from '../runtime-settings.ts'
import { UsageError, type Command, type CommandInput } from './command.ts'
import { describeTable } from './describe-status.ts'

const listSchema = z.array(
  z.object({
    kid: z.string(),
    state: z.string(),
    notAfter: z.string().nullable(),
    inJwks: z.boolean().nullable(),
    inDatabase: z.boolean().nullable(),
  }),
)
const rotationSchema = z.object({ signing: z.string(), retiring: z.string(), notAfter: z.string() })

export const keysCommand: Command = {
  summary: "List, rotate or remove the issuer's keys, and see who knows them",
  usage: 'list | rotate | copy | remove <kid> --yes [--json]',
  options: { json: { type: 'boolean', default: false }, yes: { type: 'boolean', default: false } },
  positionalsMax: 2,
  run: async (input) => {
    const args = argsOf(input)
    const layout = layoutOf(stateRootOf(), input.instance)
    await readStatus(layout)
    const { code, text } = await askControlPlane(await readContext(layout), args, input.output.talk)
    if (text.trim() === '') return code
    const isForPeople = input.options['json'] !== true
    input.output.result(isForPeople ? describe(input.positionals[0], text) : text.trim())
    return code
  },
}

function argsOf({ positionals: [action, kid], options }: CommandInput): readonly string[] {
  if (action === 'remove') {
    if (kid === undefined) throw new UsageError('Name the key by its kid; see: easyflow keys list')
    if (options['yes'] === true) return ['keys-remove', kid]
    throw new UsageError(
      'This ends every token that the key signed, in the api, the broker and the database, at once. If that is meant, say --yes',
    )
  }
  if ((action === 'list' || action === 'rotate' || action === 'copy') && kid === undefined) {
    return [`keys-${action}`]
  }
  throw new UsageError('Say list, rotate, copy or remove <kid>')
}

function describe(action: string | undefined, text: string): string {
  const answer: unknown = JSON.parse(text)
  if (action === 'list') return describeKeys(listSchema.parse(answer))
  if (action === 'remove') return describeRemoval(keyRemovalSchema.parse(answer))
  if (action === 'copy')
    return `The database knows: ${z
      .object({ kids: z.array(z.string()) })
      .parse(answer)
      .kids.join(', ')}`
  const { signing, retiring, notAfter } = rotationSchema.parse(answer)
  return [
    `signing   ${signing}`,
    `retiring  ${retiring}`,
    `          leaves the key set and the database by itself at ${notAfter}`,
  ].join('\n')
}

function describeKeys(keys: z.infer<typeof listSchema>): string {
  const say = (known: boolean | null): string => (known === null ? '?' : known ? 'yes' : 'no')
  const rows = keys.map(({ kid, state, notAfter, inJwks, inDatabase }) => [
    kid,
    notAfter === null ? state : `${state} until ${notAfter.slice(11, 19)}Z`,
    say(inJwks),
    say(inDatabase),
  ])
  return describeTable(['kid', 'state', 'key set', 'database'], rows)
}

function describeRemoval(removal: z.infer<typeof keyRemovalSchema>): string {
  const rows = removal.layers.map((layer) => [layer.layer, sayOutcome(layer), sayTime(layer.elapsedMs)])
  const { totalMs, limitMs, isComplete } = removal
  const accepting = removal.layers.filter(({ outcome }) => outcome === 'accepts').map(({ layer }) => layer)
  const lines = [
    describeTable(['layer', 'a token of the key', 'after'], [...rows, ['all three', '', sayTime(totalMs)]]),
    '',
    `removed  ${removal.removed}`,
    `signing  ${removal.signing}`,
  ]
  if (accepting.length > 0)
    lines.push(`STILL ACCEPTED after ${String(limitMs)} ms by: ${accepting.join(', ')}`)
  if (!isComplete) lines.push(`Not complete. Run it again: easyflow keys remove ${removal.removed} --yes`)
  return lines.join('\n')
}

function sayOutcome({ outcome, acceptedBefore }: LayerRemoval): string {
  if (outcome === 'accepts') return 'STILL ACCEPTED'
  if (outcome === 'silent') return 'could not be asked'
  return acceptedBefore ? 'accepted, now refused' : 'refused, also before'
}

const sayTime = (ms: number | null): string => (ms === null ? '-' : `${String(ms)} ms`)
