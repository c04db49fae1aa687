import type { Message } from '../probes/kafka-probe.ts'

/** A message as the api would publish it. */
export function hintMessage(executionId: string): Message {
  return { key: executionId, value: JSON.stringify({ version: 1, executionId, mode: 'balanced' }) }
}

/** Messages that name an execution of another tenant in every place a careless worker might look. */
export function forgedMessages(executionId: string, tenant: string): readonly Message[] {
  const hint = { version: 1, executionId, mode: 'balanced' }
  return [
    hintMessage(executionId),
    { key: executionId, value: JSON.stringify({ ...hint, tenant, tenantId: tenant, tenant_id: tenant }) },
    {
      key: `tenant:${tenant}:worker`,
      value: JSON.stringify(hint),
      headers: { tenant, 'x-tenant-id': tenant, principal: `tenant:${tenant}:worker` },
    },
    {
      key: tenant,
      value: JSON.stringify({
        ...hint,
        topic: `tenant_${tenant}_events`,
        input: { stolen: true },
        result: {},
      }),
    },
  ]
}

/** Messages that no reader can make sense of. What follows them must still be read. */
export function poisonMessages(): readonly Message[] {
  const huge = 'x'.repeat(900_000)
  return [
    { value: 'not json' },
    { value: null },
    { value: '' },
    { value: Buffer.from([0xff, 0xfe, 0x00, 0x80]) },
    { value: '[]' },
    { value: '{"version":2}' },
    { value: '{"version":1,"executionId":"not a uuid","mode":"balanced"}' },
    { value: '{"__proto__":{"version":1},"constructor":{}}' },
    { value: '['.repeat(50_000) },
    { value: huge },
    { value: '{}', headers: { big: 'y'.repeat(100_000), traceparent: 'z'.repeat(100_000) } },
  ]
}
