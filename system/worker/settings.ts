import type { z } from 'zod'
import { settingsOf } from '../platform/config/settings-catalog.ts'

/** What the worker reads from the environment. No admin credential is among it. */
export const workerSettingsSchema = settingsOf('worker')
export type WorkerSettings = z.infer<typeof workerSettingsSchema>
