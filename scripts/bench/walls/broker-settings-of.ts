import type { Wall } from './contestants.ts'

/** What a broker without these walls is started with; `null` leaves a setting out. */
export function brokerSettingsOf(removed: readonly Wall[]): Readonly<Record<string, null>> {
  return {
    ...(removed.includes('token check')
      ? { 'listener.name.client.oauthbearer.sasl.server.callback.handler.class': null }
      : {}),
    ...(removed.includes('access lists') ? { 'authorizer.class.name': null } : {}),
  }
}
