// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { existingFolder } from '../existing-folder.mjs'
import { formatBytes } from '../format-bytes.mjs'
import { kafkaJarsFolder } from '../kafka-jars-folder.mjs'

/** An instance begins with 65 MB; Postgres and Kafka write ahead, and must never meet a full disk. */
const WARM_BYTES = 200e6
/** Kafka's jars and classes, Postgres's programs and compiled code: 180 MB, and the drafts of some of it. */
const FETCHED_BYTES = 300e6
/** What an afternoon of proofs and load may write. */
const COMFORTABLE_BYTES = 1e9

/** @type {Requirement} */
export const stateDisk = {
  name: 'disk of the state',
  group: 'system',
  look: async ({ stateRoot }) => {
    if (stateRoot === undefined) return { state: 'warning', found: 'it is not known where state will be' }
    const isWarm = existsSync(join(kafkaJarsFolder(join(stateRoot, 'cache')), 'libs'))
    const needed = WARM_BYTES + (isWarm ? 0 : FETCHED_BYTES)
    const { bavail, bsize } = await statfs(await existingFolder(stateRoot))
    const free = bavail * bsize
    const found = `${formatBytes(free)} free at ${stateRoot}`
    if (free >= needed + COMFORTABLE_BYTES) return { state: 'ok', found }
    const remedy = `Make ${formatBytes(needed + COMFORTABLE_BYTES)} free there, or set EASYFLOW_STATE_DIR to a folder on another disk`
    if (free >= needed) return { state: 'warning', found, remedy }
    return { state: 'missing', found: `too little disk: ${found}`, remedy }
  },
}
