import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseTenantId } from '../contracts/tenant-id.ts'
import { createDatabase } from '../test-support/create-database.ts'
import { createDemoTenants } from '../test-support/create-demo-tenants.ts'
import { openLogin } from '../test-support/open-login.ts'
import { openSuperuser, type Superuser } from '../test-support/open-superuser.ts'
import { readRoutines, type Routine } from '../test-support/read-routines.ts'
import { claimsOf } from '../test-support/sign-test-token.ts'
import { createTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts'
import { wallVerbs } from '../test-support/wall-verbs.ts'

// Every table and every function of a tenant, read off the catalogue: what comes later is tested without anybody
// thinking of it. policies.integration.test.ts tries the policies alone, with every grant.

const TENANTS = ['acme', 'globex'].map(parseTenantId)
let admin: Superuser
let issuer: TestIssuer
let logins: Readonly<Record<'api' | 'worker', Superuser>>
let relations: readonly string[]
let routines: readonly Routine[]
let sharedRoutines: readonly Routine[]

beforeAll(async () => {
  issuer = await createTestIssuer()
  const database = await createDatabase()
  await createDemoTenants(database.installerUrl, issuer, TENANTS)
  admin = await openSuperuser(database.installerUrl)
  logins = { api: await openLogin(database.apiUrl), worker: await openLogin(database.workerUrl) }
  relations = (
    await admin.rows(
      `select oid::regclass::text as name from pg_class where relnamespace::regnamespace::text ~ '^tenant_globex(_api)?$' and relkind in ('r', 'p', 'v', 'm', 'S', 'f')`,
    )
  ).map(({ name }) => String(name))
  routines = await readRoutines(admin, '^tenant_globex(_api)?$')
  sharedRoutines = await readRoutines(admin, '^easyflow$')
})
afterAll(async () => {
  await Promise.all([admin.close(), logins.api.close(), logins.worker.close()])
  await issuer.close()
})

/** What globex has: if it is the same afterwards, nothing was changed. */
async function readState(): Promise<string> {
  const parts = relations.map(
    (name) =>
      `(select count(*) || md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from ${name} t)`,
  )
  const [row] = await admin.rows(`select concat_ws(' ', ${parts.join(', ')}) as state`)
  return String(row?.['state'])
}

const answerOf = async (
  session: Superuser,
  statement: string,
  values?: readonly unknown[],
): Promise<string> => {
  const answer = await session.ask(statement, values)
  return answer.ok ? 'ran' : answer.sqlstate
}

describe('every relation of globex', () => {
  test('there are some, of which the owner of the schema can read every one: what is refused below is there', async () => {
    expect(relations.length).toBeGreaterThanOrEqual(7)
    for (const relation of relations) expect(await answerOf(admin, `select * from ${relation}`)).toBe('ran')
  })

  test.each(['api', 'worker'] as const)(
    'free SQL on the login of the %s, every verb: 42501, and nothing is changed',
    async (login) => {
      const before = await readState()
      const answers = new Map<string, string>()
      for (const relation of relations)
        for (const [verb, statement] of Object.entries(wallVerbs)) {
          answers.set(`${verb} ${relation}`, await answerOf(logins[login], statement(relation)))
          await logins[login].rows('rollback; set row_security = on')
        }
      expect(answers.size).toBe(relations.length * Object.keys(wallVerbs).length)
      expect([...answers].filter(([, answer]) => answer !== '42501')).toEqual([])
      expect(await readState()).toBe(before)
    },
  )

  test.each(['caller', 'worker'] as const)(
    "acme's %s, from within a function of its own, with acme's identity, every verb: 42501",
    async (role) => {
      const before = await readState()
      const wrong: string[] = []
      for (const relation of relations)
        for (const [verb, statement] of Object.entries(wallVerbs)) {
          await admin.rows('begin; set local row_security = on')
          await admin.rows('select easyflow.verify($1, $2, $3)', [
            issuer.sign(claimsOf('acme', role)),
            'acme',
            role,
          ])
          await admin.rows(`set local session authorization tenant_acme_${role}`)
          const answer = await answerOf(admin, statement(relation).replace(/^begin; /, ''))
          await admin.rows('rollback')
          if (answer !== '42501') wrong.push(`${verb} ${relation}: ${answer}`)
        }
      expect(wrong).toEqual([])
      expect(await readState()).toBe(before)
    },
  )
})

/** Every token that is not the one: by what it is, and for which role the function is. */
const strangers: Readonly<Record<string, (role: 'caller' | 'worker') => string | null>> = {
  'no token': () => null,
  'an empty token': () => '',
  rubbish: () => 'a.b.c',
  "another tenant's token": (role) => issuer.sign(claimsOf('acme', role)),
  "the other role's token": (role) =>
    issuer.sign(claimsOf('globex', role === 'caller' ? 'worker' : 'caller')),
  'a token that has ended': (role) => {
    const iat = Math.floor(Date.now() / 1000) - 200
    return issuer.sign({ ...claimsOf('globex', role), iat, exp: iat + 100 })
  },
  'a token for somebody else': (role) => issuer.sign({ ...claimsOf('globex', role), aud: 'elsewhere' }),
  'a token whose signature is of another token': (role) => {
    const [header, payload] = issuer.sign(claimsOf('globex', role)).split('.')
    return `${header}.${payload}.${issuer.sign(claimsOf('acme', role)).split('.')[2]}`
  },
}

describe('every function of globex', () => {
  const roleOf = ({ owner }: Routine): 'caller' | 'worker' =>
    owner.endsWith('_caller') ? 'caller' : 'worker'
  const ownLogin = (routine: Routine): Superuser => logins[roleOf(routine) === 'caller' ? 'api' : 'worker']
  const otherLogin = (routine: Routine): Superuser => logins[roleOf(routine) === 'caller' ? 'worker' : 'api']
  const call = ({ name, args }: Routine): string => `select ${name}(${args.join(', ')})`
  const published = (): readonly Routine[] => routines.filter(({ takesToken }) => takesToken)

  test('there are some, and those that a login may call take a token first', () => {
    expect(published().length).toBeGreaterThanOrEqual(13)
    const untold = routines.filter(
      ({ takesToken, name }) => !takesToken && name.startsWith('tenant_globex_api.'),
    )
    expect(untold).toEqual([])
  })

  test.each(Object.entries(strangers))(
    '%s: 28000 on its own login, 42501 on the other, and nothing is changed',
    async (_, tokenFor) => {
      const before = await readState()
      const wrong: string[] = []
      for (const routine of published()) {
        const token = [tokenFor(roleOf(routine))]
        const [own, other] = [
          await answerOf(ownLogin(routine), call(routine), token),
          await answerOf(otherLogin(routine), call(routine), token),
        ]
        if (own !== '28000' || other !== '42501') wrong.push(`${routine.name}: ${own} and ${other}`)
      }
      expect(wrong).toEqual([])
      expect(await readState()).toBe(before)
    },
  )

  test('with another token in the same transaction before: 28000', async () => {
    const wrong: string[] = []
    for (const routine of published()) {
      const role = roleOf(routine)
      const session = ownLogin(routine)
      const own = role === 'caller' ? 'list_workflows($1)' : 'claim_due($1, $2, 1, 1, 0)'
      const acme = issuer.sign(claimsOf('acme', role))
      await session.rows('begin')
      const first = await answerOf(
        session,
        `select tenant_acme_api.${own}`,
        role === 'caller' ? [acme] : [acme, 'w'],
      )
      const then = await answerOf(session, call(routine), [acme])
      await session.rows('rollback')
      if (first !== 'ran' || then !== '28000') wrong.push(`${routine.name}: ${first}, ${then}`)
    }
    expect(wrong).toEqual([])
  })

  test('its own token: past the check, so what is refused above could have been let in', async () => {
    const wrong: string[] = []
    for (const routine of published()) {
      const session = ownLogin(routine)
      await session.rows('begin')
      const answer = await answerOf(session, call(routine), [
        issuer.sign(claimsOf('globex', roleOf(routine))),
      ])
      await session.rows('rollback')
      if (answer === '28000' || answer === '42501') wrong.push(`${routine.name}: ${answer}`)
    }
    expect(wrong).toEqual([])
  })

  test('those that take no token, and those that all tenants share: 42501 on both logins', async () => {
    const inner = [...routines, ...sharedRoutines].filter(
      ({ takesToken, name }) => !takesToken || name.startsWith('easyflow.'),
    )
    expect(inner.length).toBeGreaterThanOrEqual(10)
    const wrong: string[] = []
    for (const routine of inner)
      for (const session of Object.values(logins)) {
        const answer = await answerOf(session, call(routine), routine.takesToken ? [randomUUID()] : undefined)
        if (answer !== '42501') wrong.push(`${routine.name}: ${answer}`)
      }
    expect(wrong).toEqual([])
  })

  test('a function that comes later and does not check: it would be seen', async () => {
    await admin.rows(`create function tenant_globex_api.careless(token text) returns text language sql security definer
      set search_path = pg_catalog, pg_temp return 'x'; alter function tenant_globex_api.careless owner to tenant_globex_caller;
      grant execute on function tenant_globex_api.careless to easyflow_api`)
    const careless = (await readRoutines(admin, '^tenant_globex_api$')).find(({ name }) =>
      name.endsWith('careless'),
    )
    expect(careless).toMatchObject({ takesToken: true })
    expect(await answerOf(logins.api, 'select tenant_globex_api.careless($1)', [null])).toBe('ran')
    await admin.rows('drop function tenant_globex_api.careless')
  })
})
