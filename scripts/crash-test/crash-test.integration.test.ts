import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { openSqlSession } from '../../chaos/probes/sql-session.ts'
import { judgeExecutions, judgeProcesses } from './judge.ts'
import { openCallers } from './open-ground.ts'
import { openSession } from './open-session.ts'
import { isGood } from './render-round.ts'
import { runRound, type Session } from './run-round.ts'

/**
 * A sample of what `npm run crash-test` does at length, and then the judge before a system in which what it
 * looks for has been planted.
 */
test('a kill while running and one while stopping: all is well; an orphan and a lost row planted: named', async () => {
  const session = await openSession(`crash-test-${String(process.pid)}`)
  onTestFinished(async () => void (await session.ground.easyflow('reset', '--yes')), 120_000)

  const running = await runRound({ number: 1, phase: 'running', victim: 'worker', momentMs: 300 }, session)
  const stopping = await runRound(
    { number: 2, phase: 'stopping', victim: 'supervisor', momentMs: 600 },
    session,
  )

  expect([running, stopping].filter((result) => !isGood(result))).toEqual([])
  expect(running.noticedMs).toBeLessThan(1000)
  expect(stopping.examined).toBeGreaterThan(session.ledger.length / 2)
  expect(await orphansPlantedIn(session)).toEqual([expect.stringMatching(/^orphan \d+: /)])
  expect(await faultsAfterDeletionIn(session)).toEqual([expect.stringMatching(/^lost: acme's /)])
}, 240_000)

/** A process that nobody of the instance's started, with one of its files open. */
async function orphansPlantedIn({ ground }: Session): Promise<readonly string[]> {
  const planted = spawn('sleep', ['60'], { cwd: ground.directory, detached: true, stdio: 'ignore' })
  await once(planted, 'spawn')
  try {
    return await judgeProcesses(ground, (await ground.status())?.supervisorPid)
  } finally {
    planted.kill('SIGKILL')
  }
}

/** What the judge says once a superuser has deleted what acme was told is accepted. */
async function faultsAfterDeletionIn({ ground, ledger, label }: Session): Promise<readonly string[]> {
  const accepted = ledger.find(
    ({ tenant, mode, outcome }) => tenant === 'acme' && mode === 'balanced' && outcome === 'accepted',
  )
  const admin = await openSqlSession((await openCallers(ground)).adminDatabaseUrl)
  try {
    // Foreign keys would not let it go; a lost disk would.
    await admin.rows('set session_replication_role = replica')
    await admin.rows('delete from tenant_acme.workflow_executions where execution_id = $1', [
      accepted?.executionId,
    ])
  } finally {
    await admin.close()
  }
  return (await judgeExecutions(ground, ledger, label)).faults
}
