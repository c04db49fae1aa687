import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { loadStartSettings, type StartSettings } from '../start-settings.ts'
import type { InstanceLayout } from './instance-layout.ts'

const givenSchema = z.record(z.string(), z.string())

/** What the last start of an instance was told by its environment: nothing, if it never was started. */
export async function readGiven(layout: InstanceLayout): Promise<StartSettings> {
  return loadStartSettings(givenSchema.parse(JSON.parse(await textOf(layout.givenFile))))
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}'
    throw error
  }
}
