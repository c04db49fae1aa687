/** One step of something that is done wholly or not at all. */
export interface UndoableStep {
  readonly name: string
  apply(): Promise<void>
  /** Safe when `apply` was never called, failed half-way, or was undone before. */
  undo(): Promise<void>
}

/**
 * Undoes all `steps`, last first, each of them even when another fails.
 *
 * @returns the names of those that could not be undone, with the reason.
 */
export async function undoAll(steps: readonly UndoableStep[]): Promise<readonly string[]> {
  const left: string[] = []
  for (const step of [...steps].reverse()) {
    await step.undo().catch((error: unknown) => {
      left.push(`${step.name} (${error instanceof Error ? error.message : String(error)})`)
    })
  }
  return left
}
