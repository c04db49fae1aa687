import { z } from 'zod'
import { loadSettings, type Environment } from '../../platform/config/load-settings.ts'

const port = z.coerce.number().int().min(1).max(65_535)

const schema = z.object({
  /** Ports inside the shared network and, published, on 127.0.0.1 of the host: the same numbers. */
  EASYFLOW_POSTGRES_PORT: port,
  EASYFLOW_KAFKA_PORT: port,
  EASYFLOW_KAFKA_ADMIN_PORT: port,
  EASYFLOW_KAFKA_CONTROLLER_PORT: port,
  EASYFLOW_ISSUER_PORT: port,
  EASYFLOW_API_PORT: port,
  EASYFLOW_WORKER_HEALTH_PORT: port,
  /** One directory in it for each reader of secrets, a volume of its own. */
  EASYFLOW_SECRETS_DIR: z.string().startsWith('/'),
  /** Where the broker keeps its log. */
  EASYFLOW_KAFKA_DATA_DIR: z.string().startsWith('/'),
  /** Where the gate listens. Default: every address of this machine but the loopback. */
  EASYFLOW_GATE_ADDRESS: z.ipv4().optional(),
})
export type ContainerSettings = z.infer<typeof schema>

/** Reads what the jobs of `docker-compose.yml` are told. No secret is among it. */
export function loadContainerSettings(environment: Environment): ContainerSettings {
  return loadSettings(schema, environment)
}
