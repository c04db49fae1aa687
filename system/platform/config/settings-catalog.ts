import { z } from 'zod'
import { databaseVariables } from './catalog/database-variables.ts'
import { issuerVariables } from './catalog/issuer-variables.ts'
import { kafkaVariables } from './catalog/kafka-variables.ts'
import { processVariables } from './catalog/process-variables.ts'
import { surroundingVariables } from './catalog/surrounding-variables.ts'
import type { Reader, Setting } from './setting.ts'

/** Every variable of ours, once. docs/settings.md is made from it. */
export const settingsCatalog = {
  ...databaseVariables,
  ...kafkaVariables,
  ...issuerVariables,
  ...processVariables,
  ...surroundingVariables,
} as const satisfies Record<`EASYFLOW_${string}`, Setting>

type Catalog = typeof settingsCatalog
export type SettingName = keyof Catalog

type NamesOf<Part extends Reader> = {
  [Name in SettingName]: Part extends Catalog[Name]['readBy'][number] ? Name : never
}[SettingName]
type CanBeWithout<Name extends SettingName> = Catalog[Name] extends { optionalFor: readonly (infer Part)[] }
  ? Part
  : never
type ShapeOf<Part extends Reader> = {
  [Name in NamesOf<Part>]: Part extends CanBeWithout<Name>
    ? z.ZodOptional<Catalog[Name]['type']>
    : Catalog[Name]['type']
}

/** All names with what is known of them, in the order in which they are listed. */
export const settingEntries: readonly (readonly [SettingName, Setting])[] = (
  Object.keys(settingsCatalog) as SettingName[]
).map((name) => [name, settingsCatalog[name]])

/** Tells whether a text names a variable of ours. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsCatalog, name)
}

/** The schema of what one process reads. */
export function settingsOf<Part extends Reader>(part: Part): z.ZodObject<ShapeOf<Part>> {
  const read = settingEntries.filter(([, { readBy }]) => readBy.includes(part))
  const shape = read.map(([name, { type, optionalFor }]) => [
    name,
    optionalFor?.includes(part) === true ? type.optional() : type,
  ])
  // `ShapeOf` says of the types what the two lines above do to the values.
  return z.object(Object.fromEntries(shape) as ShapeOf<Part>)
}
