/**
 * Settings passed when a connection starts. An attacker with SQL on the login can plant
 * `ALTER ROLE … SET` (no event trigger sees that), but what the client sends at start-up beats it.
 */
export function startupOptions(options: { statementTimeoutMs: number; rowSecurity?: 'on' | 'off' }): string {
  const settings: Record<string, string | number> = {
    search_path: 'pg_catalog',
    row_security: options.rowSecurity ?? 'on',
    role: 'none',
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: 5000,
    idle_in_transaction_session_timeout: 10_000,
    transaction_timeout: 0,
    default_transaction_isolation: 'read\\ committed',
    default_transaction_read_only: 'off',
    default_transaction_deferrable: 'off',
    standard_conforming_strings: 'on',
    check_function_bodies: 'on',
    synchronous_commit: 'on',
    plan_cache_mode: 'auto',
    jit: 'off',
    timezone: 'UTC',
    datestyle: 'ISO',
    bytea_output: 'hex',
    extra_float_digits: 1,
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}
