import type { z } from 'zod'
import { settingsOf } from '../platform/config/settings-catalog.ts'

/** What the control plane reads from the environment. The only process that holds admin credentials. */
export const controlPlaneSettingsSchema = settingsOf('control-plane')
export type ControlPlaneSettings = z.infer<typeof controlPlaneSettingsSchema>
