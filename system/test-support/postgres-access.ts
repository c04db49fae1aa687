/** The shared Postgres of a test run. */
export interface PostgresAccess {
  /** Its superuser's address, in the database `postgres`. */
  readonly url: string
  /** Of the superuser and of both logins. */
  readonly password: string
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: PostgresAccess
  }
}
