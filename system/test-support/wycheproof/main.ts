// Selects the cases anew from a checkout of Project Wycheproof:
//
//   node system/test-support/wycheproof/main.ts <checkout>
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCode } from '../../contracts/exit-code.ts'
import { selectCases } from './select-cases.ts'

const [checkout] = process.argv.slice(2)
if (checkout === undefined) {
  console.error('Usage: node system/test-support/wycheproof/main.ts <checkout of Project Wycheproof>')
  process.exit(exitCode.usage)
}
const { jws, rsa } = selectCases(checkout)
write('json-web-signature.json', jws)
write('rsa-signature.json', rsa)

function write(name: string, groups: readonly { readonly tests: readonly unknown[] }[]): void {
  writeFileSync(join(import.meta.dirname, name), `${JSON.stringify(groups, undefined, 2)}\n`)
  const count = groups.reduce((sum, { tests }) => sum + tests.length, 0)
  console.log(`${name}: ${String(groups.length)} groups, ${String(count)} cases`)
}
