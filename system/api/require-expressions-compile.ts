import jsonata from 'jsonata'
import type { WorkflowDefinition } from '../contracts/workflow-definition.ts'
import type { Issue } from './describe-issues.ts'
import { InvalidRequestError } from './route.ts'

/**
 * Compiles every expression of a definition, so that a misspelled one is refused when it is stored and not
 * when it runs.
 *
 * @throws {EasyFlowError} ERR_BODY_INVALID naming each step and member at fault.
 */
export function requireExpressionsCompile(definition: WorkflowDefinition): void {
  const issues: Issue[] = []
  definition.steps.forEach((step, index) => {
    const expressions = {
      input: step.input,
      expression: step.kind === 'transform' ? step.expression : undefined,
    }
    for (const [member, expression] of Object.entries(expressions)) {
      if (expression !== undefined && !compiles(expression)) {
        issues.push({ path: `steps.${String(index)}.${member}`, message: 'Not a JSONata expression' })
      }
    }
  })
  if (issues.length > 0) throw new InvalidRequestError('ERR_BODY_INVALID', issues)
}

function compiles(expression: string): boolean {
  try {
    jsonata(expression)
    return true
  } catch {
    return false
  }
}
