/** Under the locale C a JVM of version 17 cannot open a file whose name has a letter beyond ASCII. */
export const JAVA_ENVIRONMENT: Readonly<Record<string, string>> = { LC_ALL: 'C.UTF-8' }
