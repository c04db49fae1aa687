import { expect, test } from 'vitest'
import { parseDatabaseUrl } from '../../platform/config/parse-database-url.ts'
import { probeAddressesOf } from './probe-addresses-of.ts'

const settings = {
  EASYFLOW_API_URL: 'http://127.0.0.1:1',
  EASYFLOW_KAFKA_BROKERS: ['127.0.0.1:2'],
  EASYFLOW_KAFKA_CA_FILE: undefined,
  EASYFLOW_DATABASE_URL: 'postgres://admin:secret@127.0.0.1:5433/easyflow',
}

test.each(['half%of it', 'looks%41like an escape', 'a@b:c/d?e#f'])(
  'the login with the password %j: the database is asked with exactly this one',
  (password) => {
    const { databaseUrl } = probeAddressesOf({ ...settings, EASYFLOW_DATABASE_API_PASSWORD: password })
    expect(parseDatabaseUrl(databaseUrl)).toEqual({
      host: '127.0.0.1',
      port: 5433,
      user: 'easyflow_api',
      password,
      database: 'easyflow',
    })
  },
)

test('no password of the login: refused, naming what is to be set', () => {
  expect(() => probeAddressesOf({ ...settings, EASYFLOW_DATABASE_API_PASSWORD: undefined })).toThrow(
    /EASYFLOW_DATABASE_API_PASSWORD/,
  )
})
