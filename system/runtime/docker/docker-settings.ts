/** The docker client finds its engine by the environment of whoever starts us: DOCKER_HOST, HOME and others. */
export function dockerEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string | undefined>> {
  return environment
}
