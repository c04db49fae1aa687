import { randomBytes } from 'node:crypto'

/** Makes an id for a new cluster. One with a leading hyphen Kafka's tool would take for an option. */
export function createClusterId(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? createClusterId() : id
}
