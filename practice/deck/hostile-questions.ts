import { apiBug } from './api-bug.ts'
import type { Card } from './card.ts'
import { databasePerTenant } from './database-per-tenant.ts'
import { kafkaNotTrusted } from './kafka-not-trusted.ts'
import { noisyNeighbours } from './noisy-neighbours.ts'
import { queueFails } from './queue-fails.ts'
import { rowSecurityMisconfigured } from './row-security-misconfigured.ts'

/** The murder board, in the order in which it is asked without a seed. */
export const hostileQuestions: readonly Card[] = [
  apiBug,
  databasePerTenant,
  noisyNeighbours,
  queueFails,
  kafkaNotTrusted,
  rowSecurityMisconfigured,
]
