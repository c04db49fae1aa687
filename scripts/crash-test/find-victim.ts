import { findProcesses, type SeenProcess } from './find-processes.ts'
import type { Victim } from './plan-rounds.ts'

/** By what each is known, among the processes of one instance. */
const signs: Readonly<Record<Exclude<Victim, 'launcher'>, (process: SeenProcess) => boolean>> = {
  supervisor: ({ args }) => hasWord(args, 'system/runtime/supervisor/main.ts'),
  postgres: ({ args }) => hasWord(args, '/postgres') && args.includes('-D') && hasWord(args, '/data'),
  kafka: ({ args }) => args.includes('kafka.Kafka'),
  issuer: ({ args }) => hasWord(args, 'system/issuer/main.ts'),
  api: ({ args }) => hasWord(args, 'system/api/main.ts'),
  worker: ({ args }) => hasWord(args, 'system/worker/main.ts'),
  'control-plane': ({ args }) => hasWord(args, 'system/control-plane/main.ts'),
  initdb: ({ args }) => hasWord(args, '/initdb'),
  'kafka-format': ({ args }) => args.includes('kafka.tools.StorageTool'),
}

const hasWord = (args: readonly string[], end: string): boolean => args.some((word) => word.endsWith(end))

/** The pid of a victim, if it runs now. */
export function findVictim(directory: string, victim: Exclude<Victim, 'launcher'>): number | undefined {
  return findProcesses(directory).find(signs[victim])?.pid
}
