import { join } from 'node:path'
import { probeBroker } from '../../platform/kafka/probe-broker.ts'
import { logFileOf } from '../instance/instance-layout.ts'
import type { PartPlan } from '../parts/part-plan.ts'
import { startProcess, type PartProcess } from '../process/start-process.ts'
import { writeAtomically } from '../process/write-atomically.ts'
import { brokerSettingsOf } from './broker-settings.ts'
import { addressOf, type SystemContext, type SystemPorts } from '../system-context.ts'
import { JAVA_ENVIRONMENT } from './java-environment.ts'
import type { PreparedKafka } from './prepare-kafka.ts'

/** 256 MB of heap held in every load test. */
const HEAP_MB = 256

/** Plans the broker. Ready means: it let the administrator in and named itself and its controller. */
export function planKafka(context: SystemContext, prepared: PreparedKafka): PartPlan {
  const { layout, ports, credentials } = context
  const logFile = logFileOf(layout, 'kafka')
  const admin = addressOf(ports.kafkaInternal)
  const launch = (settingsFile: string): PartProcess =>
    startProcess({
      name: 'kafka',
      command: prepared.java.program,
      args: [...prepared.jvmArgs(HEAP_MB), 'kafka.Kafka', settingsFile],
      env: JAVA_ENVIRONMENT,
      cwd: layout.kafka,
      logFile,
      instanceDirectory: layout.directory,
    })
  return {
    name: 'kafka',
    logFile,
    addresses: {
      client: addressOf(ports.kafkaClient),
      admin,
      controller: addressOf(ports.kafkaController),
      ...proxiedAddressesOf(ports),
    },
    files: {
      authorizerLog: join(layout.logs, 'kafka-authorizer.log'),
      settings: prepared.settingsFile,
    },
    launch: () => launch(prepared.settingsFile),
    launchWith: async (changed) => {
      // Beside the planned ones, which stay what every other start reads.
      const settingsFile = join(layout.kafka, 'changed.properties')
      await writeAtomically(settingsFile, brokerSettingsOf(context, { changed }))
      return launch(settingsFile)
    },
    probe: async () => await probeBroker({ brokers: [admin], ...credentials.kafka.admin, timeoutMs: 2000 }),
    readyWithinMs: 60_000,
    endSignal: 'SIGTERM',
    endWithinMs: 15_000,
    quickEndSignal: 'SIGKILL',
  }
}

/** Where a proxy has to listen, and where it has to forward to. */
function proxiedAddressesOf({ kafkaProxied, kafkaBehindProxy }: SystemPorts): Record<string, string> {
  if (kafkaProxied === undefined || kafkaBehindProxy === undefined) return {}
  return { proxied: addressOf(kafkaProxied), behindProxy: addressOf(kafkaBehindProxy) }
}
