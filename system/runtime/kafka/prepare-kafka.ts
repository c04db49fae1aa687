import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { logFileOf } from '../instance/instance-layout.ts'
import { runToEnd } from '../process/run-to-end.ts'
import { writeAtomically } from '../process/write-atomically.ts'
import { jwksUrlOf, type SystemContext } from '../system-context.ts'
import { brokerSettingsOf } from './broker-settings.ts'
import { findJava, type Java } from './find-java.ts'
import { findKafkaJars } from './find-kafka-jars.ts'
import { JAVA_ENVIRONMENT } from './java-environment.ts'

export interface PreparedKafka {
  readonly java: Java
  readonly instanceDirectory: string
  readonly settingsFile: string
  /** Classes parsed beforehand. Made in the background while the first broker runs; without it the start is slower. */
  readonly archiveFile: string
  /** Flags and class path of every JVM of ours, for a heap of so many megabytes. */
  readonly jvmArgs: (heapMb: number) => readonly string[]
}

/** Gets the jars, writes the broker's settings and formats its storage, unless the instance has one already. */
export async function prepareKafka(context: SystemContext, onFetch: () => void): Promise<PreparedKafka> {
  const { layout } = context
  const settingsFile = join(layout.kafka, 'server.properties')
  const [java, jars] = await Promise.all([
    findJava(),
    findKafkaJars(layout.cache, {
      ...context,
      logFile: logFileOf(layout, 'kafka'),
      instanceDirectory: layout.directory,
      onFetch,
    }),
    writeAtomically(settingsFile, brokerSettingsOf(context)),
  ])
  const archiveFile = join(jars.directory, `classes-${archiveKeyOf(java, jars.paths)}.jsa`)
  const prepared: PreparedKafka = {
    java,
    instanceDirectory: layout.directory,
    settingsFile,
    archiveFile,
    jvmArgs: (heapMb) => [
      `-Xms${String(heapMb)}m`,
      `-Xmx${String(heapMb)}m`,
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-XX:+ExitOnOutOfMemoryError',
      // Counters in a file outside the state directory, which stays when the process is killed.
      '-XX:-UsePerfData',
      // Which classes an archive left out is of no use to anybody.
      '-Xlog:cds*=error',
      existsSync(archiveFile) ? `-XX:SharedArchiveFile=${archiveFile}` : '-XX:+RecordDynamicDumpInfo',
      `-Dkafka.logs.dir=${layout.logs}`,
      `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`,
      `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${jwksUrlOf(context)}`,
      '-cp',
      jars.paths.join(delimiter),
    ],
  }
  if (!existsSync(join(layout.kafka, 'data', 'meta.properties'))) await format(context, prepared)
  return prepared
}

/** An archive fits the very jars, by their time stamps too, and the very Java it was made with. */
function archiveKeyOf(java: Java, jars: readonly string[]): string {
  const facts = [java.program, java.version, process.arch, ...jars]
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 12)
}

/** Under another name first, so that one that was interrupted is not taken for a whole one. */
async function format(context: SystemContext, prepared: PreparedKafka): Promise<void> {
  const { layout, kafkaClusterId } = context
  const data = join(layout.kafka, 'data')
  const draft = join(layout.kafka, 'data-draft')
  const settingsFile = join(layout.kafka, 'format.properties')
  const tool = ['kafka.tools.StorageTool', 'format', '--standalone', '-t', kafkaClusterId]
  await removeBoth(draft, data)
  await writeAtomically(settingsFile, brokerSettingsOf(context, { dataDirectory: draft }))
  try {
    await runToEnd(
      {
        name: 'kafka format',
        command: prepared.java.program,
        args: [...prepared.jvmArgs(64), ...tool, '-c', settingsFile],
        env: JAVA_ENVIRONMENT,
        cwd: layout.kafka,
        logFile: logFileOf(layout, 'kafka'),
        instanceDirectory: layout.directory,
      },
      context,
    )
    await rename(draft, data)
  } finally {
    await removeBoth(draft, settingsFile)
  }
}

async function removeBoth(...paths: readonly [string, string]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true })
}
