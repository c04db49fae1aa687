import type { SuiteAttack } from '../suite-attack.ts'
import { WRITE_WALLS } from '../walls.ts'
import { apiRefusals, toAttack } from './http-request.ts'

const body = { status: 'COMPLETE', tenant: 'globex' }

/** An execution that really is the victim's, by its id: to be told apart from none at all by nothing. */
export const knownIds: readonly SuiteAttack[] = [
  toAttack({
    name: 'known-id',
    title: "read the victim's execution by its id",
    call: ({ own, victimExecution }) => ({
      method: 'GET',
      path: `/executions/${victimExecution}`,
      token: own,
      headers: { 'X-Tenant-ID': 'globex' },
    }),
    allowed: [apiRefusals.notFound],
  }),
  toAttack({
    name: 'known-id-capitals',
    title: "read the victim's execution by its id in capitals",
    call: ({ own, victimExecution }) => ({
      method: 'GET',
      path: `/executions/${victimExecution.toUpperCase()}`,
      token: own,
      headers: { 'X-Tenant-ID': 'globex' },
    }),
    allowed: [apiRefusals.notFound],
  }),
  toAttack({
    name: 'known-id-urn',
    title: "read the victim's execution by its id as a URN",
    call: ({ own, victimExecution }) => ({
      method: 'GET',
      path: `/executions/urn:uuid:${victimExecution}`,
      token: own,
      headers: { 'X-Tenant-ID': 'globex' },
    }),
    allowed: [apiRefusals.query],
    removes: [],
  }),
  toAttack({
    name: 'known-id-list',
    title: 'read two executions by one list of ids, one the own, one the victim’s',
    call: ({ own, ownExecution, victimExecution }) => ({
      method: 'GET',
      path: `/executions/${ownExecution},${victimExecution}`,
      token: own,
      headers: { 'X-Tenant-ID': 'globex' },
    }),
    allowed: [apiRefusals.query],
    removes: [],
  }),
  toAttack({
    name: 'known-id-encoded',
    title: "read the victim's execution behind an encoded slash",
    call: ({ own, ownExecution, victimExecution }) => ({
      method: 'GET',
      path: `/executions/${ownExecution}%2f..%2f${victimExecution}`,
      token: own,
    }),
    allowed: [apiRefusals.query],
    removes: [],
  }),
  ...(['PUT', 'POST', 'DELETE'] as const).map((method) =>
    toAttack({
      name: `known-id-${method.toLowerCase()}`,
      title: `${method} the victim's execution by its id`,
      call: ({ own, victimExecution }) => ({
        method,
        path: `/executions/${victimExecution}`,
        token: own,
        ...(method === 'DELETE' ? {} : { body }),
      }),
      allowed: [apiRefusals.method],
      aim: 'write',
      removes: [],
    }),
  ),
  toAttack({
    name: 'idempotency-key',
    title: "start an execution under an idempotency key that is the id of the victim's",
    call: ({ own, victimExecution, label }) => ({
      method: 'POST',
      path: '/workflows/execute',
      token: own,
      headers: { 'Idempotency-Key': victimExecution, 'X-Tenant-ID': 'globex' },
      body: { workflow: 'record-note', mode: 'balanced', input: { marker: label } },
    }),
    ignoredWith: 'HTTP 202',
    aim: 'write',
    removes: WRITE_WALLS,
    mayTouchOwn: true,
  }),
]
