import type { ExpectedNaming } from '../scenario/scenario.ts'

/** What a watcher is to name, in the words under which it is noted down. */
export function nameFault(expected: ExpectedNaming): string {
  return expected.by === 'audit' ? `${expected.lint} of ${expected.tenant}` : expected.fault
}
