import { writeFileSync } from 'node:fs'

/**
 * Writes what Vitest counted, at the end of a run, to the file named by EASYFLOW_TEST_COUNTS. A file that
 * could not be loaded and an error outside every test are failures too: neither shows in a count of tests.
 */
export default class CountReporter {
  onTestRunEnd(testModules, unhandledErrors, reason) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, reason }
    for (const testModule of testModules) {
      for (const test of testModule.children.allTests()) counts[outcomeOf(test)] += 1
      counts.failed += testModule.errors().length
      for (const suite of testModule.children.allSuites()) counts.failed += suite.errors().length
    }
    writeFileSync(process.env.EASYFLOW_TEST_COUNTS, JSON.stringify(counts))
  }
}

/** A test without a result never ran, because the run was cut short: no pass, so it counts as skipped. */
function outcomeOf(test) {
  const { state } = test.result()
  return state === 'passed' || state === 'failed' ? state : 'skipped'
}
