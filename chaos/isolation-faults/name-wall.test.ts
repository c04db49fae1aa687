import { expect, test } from 'vitest'
import { nameWall } from './name-wall.ts'

test.each([
  ['42501', 'permission denied for schema tenant_globex', 'schema wall'],
  ['42501', 'permission denied for table customers', 'grants'],
  ['42501', 'permission denied for function list_workflows', 'execute rights'],
  ['42501', 'permission denied to set role "easyflow_owner"', 'no membership'],
  ['42501', 'permission denied to set session authorization "tenant_globex_caller"', 'no membership'],
  ['42501', 'easyflow refuses CREATE TABLE by easyflow_api', 'DDL guard'],
  ['42501', 'new row violates row-level security policy for table "customers"', 'policies'],
  ['28000', 'easyflow refuses: no verified identity in this transaction', 'floor'],
  ['28000', 'easyflow refuses this identity: this token is for another tenant or role', 'token check'],
  ['42P01', 'relation "customers" does not exist', 'nothing there'],
  ['22012', 'division by zero', 'SQLSTATE 22012'],
])('%s %s: %s', (sqlstate, message, wall) => {
  expect(nameWall({ ok: false, sqlstate, message })).toBe(wall)
})
