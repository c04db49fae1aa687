import type { TenantId } from '../contracts/tenant-id.ts'
import type { KafkaLog } from '../platform/kafka/kafka-log.ts'
import type { TenantConsumer, TenantConsumerOptions } from '../platform/kafka/tenant-consumer.ts'
import type { ClaimStore } from './claim-store.ts'
import type { Clock } from './run-execution.ts'
import { startTenantRunner, type TenantHealth, type TenantRunner } from './start-tenant-runner.ts'
import type { StepRunners } from './steps/step-runner.ts'

/** All that a worker needs of the outside world. Each can be replaced. */
export interface WorkerDependencies {
  readonly store: ClaimStore
  readonly steps: StepRunners
  readonly startConsumer: (
    options: Pick<TenantConsumerOptions, 'tenant' | 'onHint' | 'onPoison'> & { readonly signal: AbortSignal },
  ) => TenantConsumer
  readonly clock: Clock
  readonly log: KafkaLog
  /** How long an attempt is this worker's alone, unless renewed. */
  readonly leaseMs: number
  /** Executions of one tenant at the same time. */
  readonly concurrency: number
  /** Between two looks for executions that no message speaks for. */
  readonly sweepMs: number
}

export interface Worker {
  /** Works for these tenants and no others from now on. */
  readonly assign: (tenants: readonly TenantId[]) => Promise<void>
  readonly health: () => WorkerHealth
  /** Takes nothing new. Safe to call twice. */
  readonly stopTaking: () => Promise<void>
  /** Waits for what is in hand until `hurry` aborts, then gives back the rest. */
  readonly finish: (hurry: AbortSignal) => Promise<void>
}

export interface WorkerHealth {
  /** Every tenant's consumer has joined its group once and every tenant's functions answer. */
  readonly isReady: boolean
  /** Numbers only: whoever asks shows no token, and is told nobody's name. */
  readonly tenants: {
    readonly assigned: number
    /** Of those, whose consumer reads its topic. */
    readonly joined: number
    /** Of those, whose functions in the database answer. */
    readonly answering: number
  }
  /** Executions in hand. */
  readonly active: number
}

/** Builds a worker without tenants. It opens nothing by itself. */
export function buildWorker(dependencies: WorkerDependencies): Worker {
  const runners = new Map<TenantId, TenantRunner>()
  const leaving = new Set<Promise<void>>()
  let isStopping = false

  const leave = (tenant: TenantId, runner: TenantRunner): void => {
    runners.delete(tenant)
    const left = runner
      .stopTaking()
      // Who is no longer ours gets no grace: what is in hand goes back.
      .then(() => runner.finish(AbortSignal.abort()))
      .finally(() => leaving.delete(left))
    leaving.add(left)
    dependencies.log.info({ tenantId: tenant }, 'tenant-left')
  }
  const all = async (act: (runner: TenantRunner) => Promise<void>): Promise<void> => {
    await Promise.all([...[...runners.values()].map(act), ...leaving])
  }
  return {
    assign: async (tenants) => {
      if (isStopping) return
      for (const [tenant, runner] of runners) if (!tenants.includes(tenant)) leave(tenant, runner)
      await Promise.all(leaving)
      for (const tenant of tenants) {
        if (runners.has(tenant)) continue
        runners.set(tenant, startTenantRunner(dependencies, tenant))
        dependencies.log.info({ tenantId: tenant }, 'tenant-taken-on')
      }
    },
    health: () => summarize([...runners.values()].map((runner) => runner.health())),
    stopTaking: () => {
      isStopping = true
      return all((runner) => runner.stopTaking())
    },
    finish: (hurry) => all((runner) => runner.finish(hurry)),
  }
}

function summarize(tenants: readonly TenantHealth[]): WorkerHealth {
  const count = (is: (one: TenantHealth) => boolean): number => tenants.filter(is).length
  return {
    isReady: tenants.every(({ consumer, database }) => consumer.joinedOnce && database === 'answers'),
    tenants: {
      assigned: tenants.length,
      joined: count(({ consumer }) => consumer.state === 'joined'),
      answering: count(({ database }) => database === 'answers'),
    },
    active: tenants.reduce((sum, { active }) => sum + active, 0),
  }
}
