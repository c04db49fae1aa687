import { settingsOf } from '../platform/config/settings-catalog.ts'

/** What the issuer reads from the environment. */
export const issuerSettingsSchema = settingsOf('issuer')
