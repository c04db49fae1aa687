// Removes the key that signs five times on one running system under a caller's traffic, and prints when api,
// broker and database refused a genuine token of it.
//
//   node scripts/bench/key-removal/main.ts [--runs 5]
import { parseArgs } from 'node:util'
import { keyRemovalSchema, verifyingLayers, type KeyRemoval } from '../../../system/contracts/key-removal.ts'
import type { RunningSystem } from '../../../system/contracts/running-system.ts'
import { runCommand } from '../../../system/control-plane/run-command.ts'
import { isAcceptedByBroker } from '../../../system/platform/kafka/is-accepted-by-broker.ts'
import { layoutOf } from '../../../system/runtime/instance/instance-layout.ts'
import { readContext } from '../../../system/runtime/instance/read-context.ts'
import { controlPlaneSettingsOf } from '../../../system/runtime/parts/part-environments.ts'
import { stateRootOf } from '../../../system/runtime/runtime-settings.ts'
import { startSystem } from '../../../system/runtime/start-system.ts'
import { openSession } from './open-session.ts'
import { runTraffic } from './run-traffic.ts'

type Settings = Readonly<Record<string, string>>

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } }, strict: true })
process.exitCode = await main(Number(values.runs))

async function main(runs: number): Promise<number> {
  const instance = `key-removal-${String(process.pid)}`
  const system = await startSystem({ instance, ephemeral: true, onProgress: () => undefined })
  try {
    const settings = controlPlaneSettingsOf(await readContext(layoutOf(stateRootOf(), instance)))
    const removals: KeyRemoval[] = []
    for (let run = 1; run <= runs; run += 1) removals.push(await measureOnce(system, settings, run))
    printSummary(removals)
    return removals.every(({ totalMs, limitMs }) => totalMs !== null && totalMs <= limitMs) ? 0 : 1
  } finally {
    await system.stop()
  }
}

async function measureOnce(system: RunningSystem, settings: Settings, run: number): Promise<KeyRemoval> {
  const traffic = runTraffic(system, 'acme')
  const brokers = (settings['EASYFLOW_KAFKA_BROKERS'] ?? '').split(',')
  const token = await traffic.fetchToken()
  const session = await openSession(brokers, token)
  const listed = JSON.parse(await ask(settings, 'keys-list')) as readonly { kid: string; state: string }[]
  const kid = listed.find(({ state }) => state === 'signing')?.kid ?? ''
  const removal = keyRemovalSchema.parse(JSON.parse(await ask(settings, 'keys-remove', kid)))
  const isNewRefused = !(await isAcceptedByBroker({ brokers, token, withinMs: 2000 }))
  const isOldAlive = await session.isAlive()
  await session.close()
  const { refused, longestGapMs, open } = await traffic.end()
  const times = removal.layers.map(({ layer, elapsedMs }) => `${layer} ${String(elapsedMs)} ms`)
  console.log(
    `run ${String(run)}: ${times.join(', ')}; all three ${String(removal.totalMs)} ms; ` +
      `broker session of before: ${isOldAlive ? 'lives on' : 'ended'}, new one ${isNewRefused ? 'refused' : 'ACCEPTED'}; ` +
      `requests refused ${String(refused)}, longest pause ${String(longestGapMs)} ms, not COMPLETE ${String(open)}`,
  )
  return removal
}

async function ask(settings: Settings, ...args: readonly string[]): Promise<string> {
  const answer: string[] = []
  const said: string[] = []
  const code = await runCommand(args, settings, {
    result: (text) => answer.push(text),
    talk: (text) => said.push(text),
  })
  if (answer.length === 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${said.join('; ')}`)
  return answer.join('')
}

function printSummary(removals: readonly KeyRemoval[]): void {
  const line = (name: string, times: readonly (number | null)[]): void => {
    const sorted = times.map((time) => time ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)]
    console.log(
      `${name.padEnd(10)} median ${String(median).padStart(5)} ms   worst ${String(sorted.at(-1)).padStart(5)} ms`,
    )
  }
  for (const layer of verifyingLayers) {
    line(
      layer,
      removals.map(({ layers }) => layers.find((one) => one.layer === layer)?.elapsedMs ?? null),
    )
  }
  line(
    'all three',
    removals.map(({ totalMs }) => totalMs),
  )
}
