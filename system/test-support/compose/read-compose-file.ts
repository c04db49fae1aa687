import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const checkout = join(import.meta.dirname, '..', '..', '..')

const text = z.union([z.string(), z.number()]).transform(String)
const duration = z.string().regex(/^\d+s$/)
const size = z.string().regex(/^\d+m$/)

/** Whatever is not listed has not been thought about, and is refused: `privileged`, `env_file`, `cap_add` … */
const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string() }).optional(),
  user: z.string().optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(text),
  environment: z.record(z.string(), text).default({}),
  network_mode: z.string().optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).default([]),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .default({}),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], text),
      interval: duration,
      timeout: duration,
      retries: z.int(),
    })
    .optional(),
  restart: z.enum(['no', 'unless-stopped']).optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  logging: z
    .strictObject({
      driver: z.literal('json-file'),
      options: z.strictObject({ 'max-size': size, 'max-file': text }),
    })
    .optional(),
  stop_signal: z.string().optional(),
  stop_grace_period: duration.optional(),
  shm_size: size.optional(),
  mem_limit: size.optional(),
  pids_limit: z.int().optional(),
})

const fileSchema = z
  .looseObject({
    name: z.string(),
    services: z.record(z.string(), serviceSchema),
    volumes: z.record(z.string(), z.null()),
  })
  .transform(({ name, services, volumes }) => ({ name, services, volumes: Object.keys(volumes) }))

export type ComposeFile = z.infer<typeof fileSchema>
export type ComposeService = ComposeFile['services'][string]

/**
 * Reads docker-compose.yml as compose does: anchors merged, `${NAME:-default}` filled in from `environment`.
 *
 * @throws when it holds a key that is not known here.
 */
export async function readComposeFile(
  environment: Readonly<Record<string, string>> = {},
): Promise<ComposeFile> {
  const raw: unknown = parse(await readFile(join(checkout, 'docker-compose.yml'), 'utf8'), { merge: true })
  return fileSchema.parse(fillIn(raw, environment))
}

function fillIn(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    return value.replace(
      /\$\{(\w+):-([^}]*)\}/g,
      (_, name: string, fallback: string) => environment[name] ?? fallback,
    )
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, environment))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, environment)]))
}
