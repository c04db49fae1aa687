import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long a child may take to end after the signal it was handed, before it is killed. */
const GRACE_MS = 30_000
/** The same for what it left behind. */
const LEFTOVER_GRACE_MS = 5_000

/**
 * Runs a command to its end. It gets a process group of its own, so that a Ctrl-C reaches it once (from
 * here) and not twice, and so that what it leaves behind can be told.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} options
 *   With `onOutput` what it prints is passed to that as well; it has no terminal then
 * @returns {Promise<{ exitStatus: number, leftBehind: boolean }>} `exitStatus` is 128 + n after signal n.
 *   `leftBehind`: processes of its group outlived it, and have been ended
 */
export async function runChild(command, args, { onOutput, ...options }) {
  const stdout = onOutput === undefined ? 'inherit' : 'pipe'
  const child = spawn(command, args, { ...options, stdio: ['ignore', stdout, 'inherit'], detached: true })
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text)
    onOutput(text)
  })
  let impatience
  const forward = (signal) => {
    child.kill(signal)
    impatience ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS)
  }
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward)
  try {
    const exitStatus = await new Promise((settle, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => settle(code ?? 128 + constants.signals[signal]))
    })
    const leftBehind = await endGroup(child.pid)
    // Only now: what it left running held its output open. A part of it may still be on its way.
    if (child.stdout !== null && !child.stdout.closed) await once(child.stdout, 'close')
    return { exitStatus, leftBehind }
  } finally {
    clearTimeout(impatience)
    process.off('SIGINT', forward).off('SIGTERM', forward).off('SIGHUP', forward)
  }
}

/** Ends what is left of a process group; false when nothing was. */
async function endGroup(groupId) {
  if (!signalGroup(groupId, 'SIGTERM')) return false
  const deadline = Date.now() + LEFTOVER_GRACE_MS
  while (signalGroup(groupId, 0)) {
    if (Date.now() > deadline) {
      signalGroup(groupId, 'SIGKILL')
      break
    }
    await sleep(50)
  }
  return true
}

/** False when the group is gone. */
function signalGroup(groupId, signal) {
  try {
    return process.kill(-groupId, signal)
  } catch (error) {
    if (error.code === 'ESRCH') return false
    throw error
  }
}
