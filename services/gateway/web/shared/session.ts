/** Who is signed in. The token is in a cookie that scripts cannot read. */
import { computed, ref } from 'vue'

import { read, send, setCsrfToken, type Schemas } from './api'
import { holds, type Role } from './permissions'

type Session = Schemas['get_session_reply']

export const session = ref<Session | null>(null)
export const isSignedIn = computed(() => !!session.value?.account)

export async function loadSession(): Promise<Session> {
  const loaded = await read('/v1/session', {})
  setCsrfToken(loaded.csrf_token)
  session.value = loaded
  return loaded
}

export async function signIn(hub: string, account: string, password: string): Promise<void> {
  await send('post', '/v1/session', { hub }, { account, password })
  await loadSession()
}

export async function signOut(): Promise<void> {
  await send('delete', '/v1/session', {}, {})
  await loadSession()
}

/** Does the reader hold any of the roles at the hub? */
export function may(hub: string, ...roles: Role[]): boolean {
  return holds(session.value?.grants ?? [], hub, ...roles)
}
