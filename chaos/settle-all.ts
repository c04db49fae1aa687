/**
 * Awaits work that goes on at the same time. When something of it fails, the rest has ended too before that is
 * thrown, so that nobody cleans up beside it.
 */
export async function settleAll<const Work extends readonly Promise<unknown>[]>(
  work: Work,
): Promise<{ -readonly [Key in keyof Work]: Awaited<Work[Key]> }> {
  await Promise.allSettled(work)
  return await Promise.all(work)
}
