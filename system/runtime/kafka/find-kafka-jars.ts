import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { makeOnce } from '../process/make-once.ts'
import type { OnProgram } from '../process/run-to-end.ts'
import { kafkaJarsFolder } from '../requirements/kafka-jars-folder.mjs'
import { fetchKafkaJars } from './fetch-kafka-jars.ts'

const SUMS = join(import.meta.dirname, 'jars.sha256')

export interface KafkaJars {
  /** Holds `libs` and the archives made from them. */
  readonly directory: string
  /** Sorted, so that an archive made from them fits the next time. */
  readonly paths: readonly string[]
}

export interface FetchOptions {
  readonly logFile: string
  readonly instanceDirectory: string
  readonly signal: AbortSignal
  readonly onFetch: () => void
  readonly onProgram?: OnProgram
}

/**
 * Finds Kafka's jars in the cache, or has Maven fetch them once. Each is compared with its recorded sum at
 * every start.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING without Maven or network; ERR_PART_FAILED when a jar is missing, is one too many, or is not the recorded one.
 */
export async function findKafkaJars(cache: string, options: FetchOptions): Promise<KafkaJars> {
  const sums = await readFile(SUMS, 'utf8')
  const directory = kafkaJarsFolder(cache)
  const libs = join(directory, 'libs')
  if (!existsSync(libs)) {
    options.onFetch()
    await makeOnce(libs, async (draft) => await fetchAndCheck(draft, sums, options), options.signal)
  }
  const names = await requireSums(libs, sums)
  return { directory, paths: names.map((name) => join(libs, name)) }
}

async function fetchAndCheck(libs: string, sums: string, options: FetchOptions): Promise<void> {
  await fetchKafkaJars(libs, options)
  await requireSums(libs, sums)
}

/**
 * Compares every file of a folder with a list of sums.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED naming the first jar that is not as recorded.
 */
export async function requireSums(folder: string, sums: string): Promise<readonly string[]> {
  const wanted = new Map(sums.trim().split('\n').map(parseLine))
  const found = (await readdir(folder)).sort()
  const odd =
    found.find((name) => !wanted.has(name)) ?? [...wanted.keys()].find((name) => !found.includes(name))
  if (odd !== undefined) throw mismatch(folder, odd)
  await Promise.all(
    found.map(async (name) => {
      const sum = createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex')
      if (sum !== wanted.get(name)) throw mismatch(folder, name)
    }),
  )
  return found
}

function parseLine(line: string): [name: string, sum: string] {
  const [sum = '', name = ''] = line.split(/\s+/)
  return [name, sum]
}

function mismatch(folder: string, name: string): EasyFlowError {
  return new EasyFlowError(
    'ERR_PART_FAILED',
    `${name} in ${folder} is not the jar recorded in jars.sha256: it is not used. ` +
      'Remove that folder to have it fetched again',
    { facts: { part: 'kafka', jar: name } },
  )
}
