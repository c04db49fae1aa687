import { randomUUID } from 'node:crypto'
import { dataSchemaOf } from '../../../system/contracts/names.ts'
import { callHttp, readPath } from '../../probes/call-http.ts'
import { waitFor } from '../../wait-for.ts'
import { sendHttp } from '../carriers.ts'
import type { Bench } from '../open-bench.ts'
import type { SuiteAttack, SuiteMet } from '../suite-attack.ts'

type Step = Readonly<Record<string, unknown>>

const BODY_REFUSED = 'api: HTTP 400 ERR_BODY_INVALID'

/** Steps that there are none of: a workflow cannot reach out at all, whatever the address is spelled like. */
const outward: readonly (readonly [name: string, title: string, step: Step])[] = [
  ['http-loopback', 'asks the loopback', { kind: 'http', url: 'http://127.0.0.1/' }],
  [
    'http-metadata',
    'asks the metadata address of a cloud, in decimal',
    { kind: 'http', url: 'http://2852039166/latest/meta-data' },
  ],
  [
    'http-mapped',
    'asks the loopback as an IPv4-mapped address',
    { kind: 'http', url: 'http://[::ffff:127.0.0.1]/' },
  ],
  ...[
    ['any-address', 'asks 0.0.0.0', 'http://0.0.0.0/'],
    ['octal', 'asks the loopback in octal', 'http://0177.0.0.1/'],
    ['hexadecimal', 'asks the loopback in hexadecimal', 'http://0x7f.1/'],
    ['trailing-point', 'asks localhost with a point behind it', 'http://localhost./'],
    ['zone', 'asks a link-local address with a zone', 'http://[fe80::1%25eth0]/'],
    ['nat64', 'asks the loopback through NAT64', 'http://[64:ff9b::7f00:1]/'],
    ['six-to-four', 'asks the loopback through 6to4', 'http://[2002:7f00:1::]/'],
    ['rebinding', 'asks a name that resolves inward', 'http://127.0.0.1.nip.io/'],
    ['user', 'asks the loopback behind a user', 'http://example.com@127.0.0.1/'],
    ['redirect', 'asks an address that sends on inward', 'http://example.com/redirect?to=http://127.0.0.1/'],
    ['file', 'reads a file', 'file:///etc/passwd'],
    ['gopher', 'speaks to the database by gopher', 'gopher://127.0.0.1:5432/_x'],
    ['crlf', 'puts a line feed into the address', 'http://127.0.0.1/%0d%0aHost:%20globex'],
  ].map(([name = '', title = '', url = '']) => [`http-${name}`, title, { kind: 'http', url }] as const),
  [
    'http-template',
    'asks an address made from its input',
    { kind: 'transform', expression: '$', url: '{{input}}' },
  ],
  ['webhook', 'calls back', { kind: 'webhook', callback: 'http://127.0.0.1/' }],
  ['script', 'runs a script', { kind: 'script', source: 'process.env' }],
  ['sql', 'runs SQL', { kind: 'sql', statement: 'select 1' }],
  ['record-of-tenant', 'records an effect for the victim', { kind: 'record', tenant: 'globex' }],
  [
    'analytics-of-tenant',
    "reports the victim's revenue",
    { kind: 'analytics', report: 'revenue_by_month', tenant: 'globex' },
  ],
  [
    'analytics-unknown',
    'reports from a table of its choice',
    { kind: 'analytics', report: 'tenant_globex.orders' },
  ],
]

/** Expressions that reach for what is not in their input. They run, and find nothing. */
const reaching: readonly (readonly [name: string, title: string, expression: string])[] = [
  ['process', 'the process', '$process'],
  ['environment', 'the environment', '$process.env.EASYFLOW_DATABASE_URL'],
  ['require', 'the modules', '$require'],
  ['global', 'the global object', '$globalThis'],
  ['constructor', 'the constructor of its input', 'constructor.constructor'],
  ['prototype', 'the prototype of its input', '__proto__'],
  ['lookup-constructor', 'the constructor by a look-up', '$lookup($, "constructor")'],
  ['implementation', 'what a built-in function is made of', '$sum.implementation'],
  ['environment-of-lambda', 'the frame of a function of its own', '($f := function($x){$x}; $f.environment)'],
  ['eval', 'the same by evaluating a text', '$eval("$process.env")'],
  ['quoted-constructor', 'the constructor in backquotes', '`constructor`'],
  ['exit-by-eval', 'the end of the process by evaluating a text', '$eval("$process.exit(1)")'],
  ['root', 'what is above everything', '$$.$$.constructor'],
  ['lookup-prototype', 'the prototype by a look-up', '$lookup($$, "__proto__")'],
  ['fetch', 'the network by name', '$fetch'],
  ['import', 'a module by name', '$import'],
  ['other-execution', 'the steps of another execution', '$steps.**.canary'],
]

/** Expressions that take too much or break what reads them. */
const breaking: readonly (readonly [name: string, title: string, expression: string])[] = [
  [
    'call-constructor',
    'calls the constructor of a built-in function',
    '($c := $sum.implementation.constructor; $c("return process")())',
  ],
  ['endless', 'never ends', '($f := function($x){$f($x)}; $f(1))'],
  ['regular', 'matches a regular expression for ever', '$match($pad("", 40, "a") & "b", /^(a+)+$/)'],
  ['memory', 'eats all memory', '($f := function($s){$f($s & $s)}; $f($pad("", 1000000, "x")))'],
  ['sequence', 'makes a sequence without measure', '[1..9999999]'],
  ['result', 'has a result of a megabyte', '$pad("", 1000000, "x")'],
  ['function-result', 'has a function and its frame for a result', '{ "f": function($x){$x} }'],
  [
    'mutual',
    'calls itself by a second function for ever',
    '($a := function(){$b()}; $b := function(){$a()}; $a())',
  ],
  ['replace', 'replaces by a pattern for ever', '$replace($pad("", 40, "a") & "b", /(a+)+$/, "x")'],
  ['power', 'makes a number beyond every number', '$power(10, 1000)'],
  ['error', 'throws an error of its own', '$error("globex")'],
  ['nul', 'has a NUL in its result', '"a\\u0000b"'],
]

/** Expressions that are in the sample. */
const SAMPLE: ReadonlySet<string> = new Set(['environment', 'constructor', 'call-constructor', 'eval'])

/** What a workflow of the attacker's can reach. */
export const stepAttacks: readonly SuiteAttack[] = [
  ...outward.map(([name, title, step]): SuiteAttack => ({
    id: `L3-step-${name}`,
    layer: 'L3',
    title: `store a workflow with a step that ${title}`,
    allowed: [BODY_REFUSED],
    aim: 'be accepted',
    removes: [],
    attack: ({ ...bench }, signal) =>
      sendHttp(
        bench,
        {
          method: 'PUT',
          path: '/workflows/reaching',
          token: bench.own,
          body: { steps: [{ name: 'out', ...step }] },
        },
        signal,
      ),
  })),
  ...reaching.map(([name, title, expression]) =>
    expressionAttack(name, `reaches for ${title}`, expression, { ignored: { by: 'worker', answer: 'null' } }),
  ),
  ...breaking.map(([name, title, expression]) =>
    expressionAttack(name, title, expression, { allowed: ['worker: FAILED'] }),
  ),
]

function expressionAttack(
  name: string,
  title: string,
  expression: string,
  answer: Pick<SuiteAttack, 'ignored'> & { readonly allowed?: readonly string[] },
): SuiteAttack {
  return {
    id: `L3-expression-${name}`,
    layer: 'L3',
    title: `run an expression that ${title}`,
    allowed: answer.allowed ?? [],
    ...(answer.ignored === undefined ? {} : { ignored: answer.ignored }),
    aim: 'be accepted',
    removes: [],
    mayTouchOwn: true,
    // Each is a whole execution; in the sample that CI runs are those that once got out of such a language.
    isLong: !SAMPLE.has(name),
    attack: (bench, signal) => runExpression(bench, expression, signal),
  }
}

/** Stores a workflow of one expression, runs it, and reads what came of it as its owner. */
async function runExpression(bench: Bench, expression: string, signal: AbortSignal): Promise<SuiteMet> {
  const workflow = `reach-${randomUUID().slice(0, 8)}`
  const body = {
    steps: [
      {
        name: 'reach',
        kind: 'transform',
        expression,
        timeLimitMs: 500,
        retry: { attemptsMax: 1, backoffMs: 0 },
      },
    ],
  }
  const stored = await sendHttp(
    bench,
    { method: 'PUT', path: `/workflows/${workflow}`, token: bench.own, body },
    signal,
  )
  if (stored.refusedBy !== 'none') return stored
  const start = {
    method: 'POST',
    path: '/workflows/execute',
    token: bench.own,
    body: { workflow, mode: 'balanced', input: { n: 1 } },
  } as const
  const accepted = await sendHttp(bench, start, signal)
  const id = /"executionId":"([0-9a-f-]{36})"/.exec(accepted.text)?.[1]
  if (id === undefined) return accepted
  const end = { status: '' }
  await waitFor(`the execution of ${workflow} to end`, signal, async () => {
    const [row] = await bench.access.admin.rows(
      `select status from ${dataSchemaOf(bench.attacker)}.workflow_executions where execution_id = $1`,
      [id],
    )
    end.status = String(row?.['status'])
    return ['COMPLETE', 'FAILED', 'REJECTED'].includes(end.status)
  })
  const seen = await callHttp(bench.stage.apiUrl(), {
    method: 'GET',
    path: `/executions/${id}`,
    token: bench.own,
  })
  if (end.status === 'FAILED') return { refusedBy: 'worker', answer: 'FAILED', text: seen.text }
  const result = readPath(seen.json, 'result')
  return { refusedBy: 'none', answer: JSON.stringify(result ?? null).slice(0, 60), text: seen.text }
}
