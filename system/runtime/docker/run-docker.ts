import { execFile } from 'node:child_process'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'
import { dockerEnvironment } from './docker-settings.ts'

export interface DockerOptions {
  readonly cwd: string
  readonly variables?: Readonly<Record<string, string>>
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
}

const OUTPUT_MAX = 50_000_000
const LAST_LINES = 5

/**
 * Runs one command of the docker client and returns what it printed.
 *
 * @throws {EasyFlowError} ERR_PART_FAILED with the last lines it said; ERR_REQUIREMENT_MISSING when there is
 *   no such client.
 */
export async function runDocker(args: readonly string[], options: DockerOptions): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  execFile(
    'docker',
    args,
    {
      cwd: options.cwd,
      env: { ...dockerEnvironment(), ...options.variables },
      timeout: options.limitMs,
      maxBuffer: OUTPUT_MAX,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else if (error.code === 'ENOENT') reject(missing('Docker is not installed', error))
      else reject(failed(args, stderr, error))
    },
  )
  return await promise
}

/**
 * Makes sure of a docker client with compose and of an engine that answers it.
 *
 * @throws {EasyFlowError} ERR_REQUIREMENT_MISSING saying which of them is missing.
 */
export async function requireDocker(cwd: string): Promise<void> {
  const options = { cwd, limitMs: 10_000 }
  await runDocker(['compose', 'version'], options).catch((cause: unknown) => {
    throw isMissing(cause) ? cause : missing('The docker client here knows no "docker compose"', cause)
  })
  await runDocker(['version', '--format', '{{.Server.Version}}'], options).catch((cause: unknown) => {
    throw missing('No Docker engine answers', cause)
  })
}

function isMissing(error: unknown): boolean {
  return error instanceof EasyFlowError && error.code === 'ERR_REQUIREMENT_MISSING'
}

function missing(what: string, cause: unknown): EasyFlowError {
  return new EasyFlowError(
    'ERR_REQUIREMENT_MISSING',
    `${what}: install Docker with compose 2.20 or newer and start it, or leave --docker out`,
    { cause },
  )
}

function failed(args: readonly string[], stderr: string, cause: Error): EasyFlowError {
  const said = stderr.trim().split('\n').slice(-LAST_LINES).join('; ')
  return new EasyFlowError('ERR_PART_FAILED', `docker ${args.join(' ')} failed: ${said || cause.message}`, {
    cause,
  })
}
