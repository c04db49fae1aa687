import type { z } from 'zod'
import { settingsOf } from '../platform/config/settings-catalog.ts'

/** What the api reads from the environment. */
export const apiSettingsSchema = settingsOf('api')
export type ApiSettings = z.infer<typeof apiSettingsSchema>
