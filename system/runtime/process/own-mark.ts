/** In the environment of every process of an instance: whose it is, for whoever has to find it later. */
export const OWN_MARK = 'EASYFLOW_INSTANCE_DIRECTORY'

/** The environment that marks a process as one of the instance in `directory`. */
export function markOf(directory: string): Readonly<Record<string, string>> {
  return { [OWN_MARK]: directory }
}
