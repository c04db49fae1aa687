import type { Identity } from '../../../system/contracts/token.ts'
import { buildTokenPublishers } from '../../../system/platform/kafka/token-publishers.ts'

/** A connection to the broker that authenticated with one token and stays open. */
export async function openSession(
  brokers: readonly string[],
  token: string,
): Promise<{ readonly isAlive: () => Promise<boolean>; readonly close: () => Promise<void> }> {
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }
  const publishers = buildTokenPublishers({
    brokers,
    clientsMax: 1,
    publishLimitMs: 3000,
    log: silent,
    clientId: 'easyflow-bench',
  })
  const claims = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
  ) as Identity['claims']
  // A hint of an execution that does not exist: nobody acts on it.
  const send = (): Promise<void> =>
    publishers.publish({ token, claims }, { version: 1, executionId: crypto.randomUUID(), mode: 'balanced' })
  await send()
  return {
    isAlive: () =>
      send().then(
        () => true,
        () => false,
      ),
    close: () => publishers.close(),
  }
}

function ignore(): void {
  // What goes wrong is told by the answer.
}
