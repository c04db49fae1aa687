import { auditCommand } from './audit-command.ts'
import type { Command } from './command.ts'
import { doctorCommand } from './doctor-command.ts'
import { keysCommand } from './keys-command.ts'
import { logsCommand } from './logs-command.ts'
import { resetCommand } from './reset-command.ts'
import { settingsCommand } from './settings-command.ts'
import { startCommand } from './start-command.ts'
import { statusCommand } from './status-command.ts'
import { stopCommand } from './stop-command.ts'
import { tenantsCommand } from './tenants-command.ts'
import { tokenCommand } from './token-command.ts'

/** All that `easyflow` can do, in the order in which it is listed. */
export const commands: Readonly<Record<string, Command>> = {
  start: startCommand,
  status: statusCommand,
  logs: logsCommand,
  token: tokenCommand,
  tenants: tenantsCommand,
  audit: auditCommand,
  settings: settingsCommand,
  keys: keysCommand,
  stop: stopCommand,
  reset: resetCommand,
  doctor: doctorCommand,
}
