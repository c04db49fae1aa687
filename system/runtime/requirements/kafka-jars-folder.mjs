// @ts-check
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const recipe = ['../kafka/pom.xml', '../kafka/jars.sha256'].map((file) =>
  fileURLToPath(new URL(file, import.meta.url)),
)

/**
 * Where Kafka's jars are kept in a cache: another folder for each list of jars. They are complete when it has
 * a folder `libs`, which appears all at once.
 *
 * @param {string} cache
 */
export function kafkaJarsFolder(cache) {
  const hash = createHash('sha256')
  for (const file of recipe) hash.update(readFileSync(file, 'utf8'))
  return join(cache, `kafka-${hash.digest('hex').slice(0, 12)}`)
}
