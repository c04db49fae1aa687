import type { z } from 'zod'

export interface Issue {
  readonly path: string
  readonly message: string
}

const ISSUES_MAX = 10
const TEXT_MAX = 200

/** What zod found, bounded: a hostile body must not come back at full length. */
export function describeIssues(error: z.ZodError): readonly Issue[] {
  return error.issues.slice(0, ISSUES_MAX).map((issue) => ({
    path: cut(issue.path.map(String).join('.')),
    message: cut(issue.message),
  }))
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…`.toWellFormed() : text
}
