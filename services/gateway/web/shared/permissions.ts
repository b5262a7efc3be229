/** Who may do what: a role is held for a hub and all hubs below it. */
import type { components } from '../generated/api'

export type Grant = components['schemas']['role_grant']
export type Role = Grant['role']

/** Is `hub` the scope itself or below it? */
export function isWithin(hub: string, scope: string): boolean {
  return hub === scope || hub.startsWith(`${scope}.`)
}

/** Does somebody with these grants hold any of the roles at this hub? */
export function holds(grants: readonly Grant[], hub: string, ...roles: Role[]): boolean {
  return grants.some((grant) => roles.includes(grant.role) && isWithin(hub, grant.scope))
}
