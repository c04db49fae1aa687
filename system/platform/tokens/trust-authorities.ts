import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { EasyFlowError } from '../../contracts/easyflow-error.ts'

/**
 * Lets this process trust the authorities of a PEM file beside those it trusts by itself: `fetch` can be told
 * in no other way. Connections with a file of their own are not touched. Nothing happens without a file.
 *
 * @throws {EasyFlowError} ERR_SETTINGS_INVALID when it holds no certificate that can be read.
 */
export function trustAuthorities(file: string | undefined): void {
  if (file === undefined) return
  try {
    const added = readFileSync(file, 'utf8')
    if (!added.includes('-----BEGIN CERTIFICATE-----')) throw new TypeError('No certificate is in it')
    setDefaultCACertificates([...new Set([...getCACertificates('default'), added])])
  } catch (cause) {
    throw new EasyFlowError('ERR_SETTINGS_INVALID', 'EASYFLOW_OIDC_CA_FILE cannot be used', { cause })
  }
}
