import { spawn } from 'node:child_process'

export interface Guard {
  /** The processes to be ended if we are gone. Each call replaces the list. */
  watch(processes: readonly { readonly pid: number; readonly signal: NodeJS.Signals }[]): void
  /** Ends the guard, which then ends nobody. */
  close(): Promise<void>
}

/**
 * Postgres and the JVM do not notice when whoever started them dies. This shell does: its input ends, and it
 * ends what is on the last list it was given. It outlives us, by SIGKILL even, and costs half a megabyte.
 */
const SCRIPT = `
last=""
while IFS= read -r line; do last="$line"; done
for entry in $last; do kill -s "\${entry%%:*}" "\${entry#*:}" 2>/dev/null; done
tries=0
while [ "$tries" -lt 50 ]; do
  left=""
  for entry in $last; do kill -0 "\${entry#*:}" 2>/dev/null && left="yes"; done
  [ -z "$left" ] && exit 0
  tries=$((tries + 1))
  sleep 0.2
done
for entry in $last; do kill -s KILL "\${entry#*:}" 2>/dev/null; done
`

/** Starts a guard over the processes that `watch` names. */
export function startGuard(): Guard {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'easyflow-guard'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  })
  const { promise: ended, resolve } = Promise.withResolvers<undefined>()
  shell.once('exit', () => resolve(undefined))
  shell.once('error', () => resolve(undefined))
  // A guard that died early breaks this pipe. The parts run on without it.
  shell.stdin.on('error', () => undefined)
  const watch: Guard['watch'] = (processes) => {
    const entries = processes.map(({ pid, signal }) => `${signal.replace('SIG', '')}:${String(pid)}`)
    shell.stdin.write(`${entries.join(' ')}\n`)
  }
  return {
    watch,
    close: async () => {
      watch([])
      shell.stdin.end()
      await ended
    },
  }
}
