// @ts-check
/** @import { Requirement } from '../requirement.ts' */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { findProgram } from '../find-program.mjs'

const run = promisify(execFile)
const ACCOUNT = 'postgres'

/** Postgres refuses to run as root. @type {Requirement} */
export const postgresAccount = {
  name: 'account of Postgres',
  group: 'system',
  look: async ({ uid, environment }) => {
    if (uid !== 0) return { state: 'ok', found: 'your own' }
    if (await exists(ACCOUNT)) return { state: 'ok', found: ACCOUNT }
    const program = await findProgram('useradd', environment, ['/usr/sbin', '/sbin'])
    if (program !== undefined) return { state: 'ok', found: `${ACCOUNT}, made by the first start` }
    return {
      state: 'missing',
      found: `Postgres does not run as root, and there is neither an account "${ACCOUNT}" nor useradd to make it`,
      remedy: `Make the account ${ACCOUNT}, or start as another account than root`,
    }
  },
}

/** @param {string} account */
async function exists(account) {
  const list = await readFile('/etc/passwd', 'utf8').catch(() => '')
  if (list.split('\n').some((line) => line.startsWith(`${account}:`))) return true
  // Accounts may also come from elsewhere, as by LDAP.
  return await run('id', ['-u', account]).then(
    () => true,
    () => false,
  )
}
