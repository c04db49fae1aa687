/**
 * Settings passed when a connection starts. An attacker with SQL on the login can plant
 * `ALTER ROLE … SET` (no event trigger sees that), but what the client sends at start-up beats it. Pinned is
 * what would change an answer, write tokens to a log, or keep the login from connecting or staying; what
 * only makes plans slower is not.
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
    transform_null_equals: 'off',
    array_nulls: 'on',
    backslash_quote: 'safe_encoding',
    intervalstyle: 'postgres',
    client_min_messages: 'notice',
    // These write bound values, tokens among them, to the server's log or into error texts.
    log_parameter_max_length_on_error: 0,
    debug_print_parse: 'off',
    debug_print_rewritten: 'off',
    debug_print_plan: 'off',
    local_preload_libraries: '',
    idle_session_timeout: 0,
    exit_on_error: 'off',
    tcp_user_timeout: 0,
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}
