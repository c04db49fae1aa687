/** Tells whether an error, or what lies beneath it, is the operating system's word for a full disk or quota. */
export function isFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true
  return isFullDisk(error.cause)
}
