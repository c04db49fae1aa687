import { openSuperuser, type Superuser } from './open-superuser.ts'

/** A session as an ordinary login: an installer's has row security off, which refuses it every policy. */
export async function openLogin(url: string): Promise<Superuser> {
  const session = await openSuperuser(url)
  await session.query('set row_security = on')
  return session
}
