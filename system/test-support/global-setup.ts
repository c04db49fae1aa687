/** Starts what the integration tests share. Nothing so far. */
export default async function setup(): Promise<void> {
  await Promise.resolve()
}
