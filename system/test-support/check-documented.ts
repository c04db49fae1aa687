import { z } from 'zod'

interface Seen {
  readonly method: string
  /** The address without its query, as it was asked for. */
  readonly path: string
  readonly status: number
  readonly contentType: string
  readonly body: string
}

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        responses: z.record(
          z.string(),
          z.object({
            content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })),
          }),
        ),
      }),
    ),
  ),
  components: z.object({ schemas: z.object({ Problem: z.record(z.string(), z.unknown()) }) }),
})

/**
 * Compares an answer with an OpenAPI document: status, media type and body.
 *
 * @returns what is not documented, or `undefined`. Answers to addresses or methods that the document does not
 *   have must be 404 or 405 with a problem in the documented form.
 */
export function checkDocumented(openApi: unknown, seen: Seen): string | undefined {
  const { paths, components } = documentSchema.parse(openApi)
  const problem = components.schemas.Problem
  const mediaType = seen.contentType.split(';')[0] ?? ''
  const operation = findPath(paths, seen.path)?.[seen.method.toLowerCase()]
  if (operation === undefined) {
    if (![400, 404, 405, 408, 414, 431].includes(seen.status))
      return `status ${String(seen.status)} off the map`
    return mediaType === 'application/problem+json'
      ? checkBody(problem, seen.body)
      : `media type ${mediaType}`
  }
  const answer = operation.responses[String(seen.status)]
  if (answer === undefined) return `status ${String(seen.status)}`
  const schema = answer.content[mediaType]?.schema
  if (schema === undefined) return `media type ${mediaType}`
  return checkBody('$ref' in schema ? problem : schema, seen.body)
}

function findPath<Value>(paths: Readonly<Record<string, Value>>, path: string): Value | undefined {
  const exact = paths[path]
  if (exact !== undefined) return exact
  const found = Object.keys(paths).find((pattern) =>
    new RegExp(`^${pattern.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  )
  return found === undefined ? undefined : paths[found]
}

function checkBody(schema: Readonly<Record<string, unknown>>, body: string): string | undefined {
  const result = z.fromJSONSchema(schema).safeParse(JSON.parse(body))
  return result.success ? undefined : `body: ${z.prettifyError(result.error)}`
}
