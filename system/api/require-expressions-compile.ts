import type { TenantId } from '../contracts/tenant-id.ts'
import type { WorkflowDefinition } from '../contracts/workflow-definition.ts'
import type { CheckExpressions } from './build-expression-check.ts'
import { InvalidRequestError } from './route.ts'

/**
 * Compiles every expression of a definition, so that a misspelled one is refused when it is stored and not
 * when it runs.
 *
 * @throws {EasyFlowError} ERR_BODY_INVALID naming each step and member at fault, ERR_RATE_LIMITED.
 */
export async function requireExpressionsCompile(
  check: CheckExpressions,
  tenant: TenantId,
  definition: WorkflowDefinition,
): Promise<void> {
  const found = definition.steps.flatMap((step, index) =>
    Object.entries({
      input: step.input,
      expression: step.kind === 'transform' ? step.expression : undefined,
    }).flatMap(([member, expression]) =>
      expression === undefined ? [] : [{ path: `steps.${String(index)}.${member}`, expression }],
    ),
  )
  const compiled = await check(
    tenant,
    found.map(({ expression }) => expression),
  )
  if (compiled === undefined) {
    throw new InvalidRequestError('ERR_BODY_INVALID', [
      { path: 'steps', message: 'Its expressions take too long to read' },
    ])
  }
  const issues = found
    .filter((_, at) => compiled[at] !== true)
    .map(({ path }) => ({ path, message: 'Not a JSONata expression' }))
  if (issues.length > 0) throw new InvalidRequestError('ERR_BODY_INVALID', issues)
}
