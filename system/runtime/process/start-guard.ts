import { spawn } from 'node:child_process'
import type { KnownProcess } from './end-process.ts'
import { markOf } from './own-mark.ts'

export interface Guard {
  /** The processes to be ended if we are gone. Each call replaces the list. */
  watch(processes: readonly (KnownProcess & { readonly signal: NodeJS.Signals })[]): void
  /** Ends the guard, which then ends nobody. */
  close(): Promise<void>
}

/**
 * Postgres and the JVM do not notice when whoever started them dies. This shell does: its input ends, and it
 * ends what is on the last list it was given, `signal:pid:birth` each. Before every signal it looks whether
 * the pid still has that birth. It outlives us, by SIGKILL even, and costs half a megabyte.
 *
 * Only `sleep`, and `ps` where there is no /proc, are programs of their own; a container may have little else.
 */
const SCRIPT = `
is_there() {
  pid="\${1#*:}"; birth="\${pid#*:}"; pid="\${pid%%:*}"
  if [ -d /proc/self ]; then
    IFS= read -r stat 2>/dev/null <"/proc/$pid/stat" || return 1
    set -f; set -- \${stat##*) }; set +f
    [ "$1" != Z ] && [ "\${20}" = "$birth" ]
  else
    [ "$(set -- $(LC_ALL=C ps -o lstart= -p "$pid" 2>/dev/null); IFS=_; echo "$*")" = "$birth" ]
  fi
}
last=""
while IFS= read -r line; do last="$line"; done
for entry in $last; do is_there "$entry" && kill -s "\${entry%%:*}" "$pid" 2>/dev/null; done
tries=0
while [ "$tries" -lt 50 ]; do
  left=""
  for entry in $last; do is_there "$entry" && left="yes"; done
  [ -z "$left" ] && exit 0
  tries=$((tries + 1))
  sleep 0.2
done
for entry in $last; do is_there "$entry" && kill -s KILL "$pid" 2>/dev/null; done
`

/**
 * Starts a guard over the processes that `watch` names.
 *
 * @param directory of the instance that it belongs to.
 */
export function startGuard(directory?: string): Guard {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'easyflow-guard'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin', ...(directory === undefined ? {} : markOf(directory)) },
  })
  const { promise: ended, resolve } = Promise.withResolvers<undefined>()
  shell.once('exit', () => resolve(undefined))
  shell.once('error', () => resolve(undefined))
  // A guard that died early breaks this pipe. The parts run on without it.
  shell.stdin.on('error', () => undefined)
  const watch: Guard['watch'] = (processes) => {
    const entries = processes.map(
      ({ pid, birth, signal }) => `${signal.replace('SIG', '')}:${String(pid)}:${birth}`,
    )
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
