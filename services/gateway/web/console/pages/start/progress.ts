/** Which steps of setting up a hub are done: what is there says so, and nothing else is kept. */
import { read, readAll, type Reply, type Schemas } from '@shared/api'

export const steps = ['name', 'operator', 'invite', 'begin'] as const
export type Step = (typeof steps)[number]

/** Without them nobody could run a call or keep the books. */
export const NEEDED = ['operator', 'finance'] as const satisfies readonly Schemas['role'][]

export interface Progress {
  hub: Reply<'/v1/hubs/{hub}'>
  accounts: readonly Schemas['account_entry'][]
  funds: number
  done: ReadonlySet<Step>
}

export function holders(accounts: Progress['accounts'], role: Schemas['role']): number {
  return accounts.filter((one) => one.status === 'open' && one.grants.some((grant) => grant.role === role)).length
}

export function stepsDone(
  hub: Pick<Progress['hub'], 'hub' | 'name' | 'operators'>,
  accounts: Progress['accounts'],
  funds: number,
): ReadonlySet<Step> {
  const done = new Set<Step>()
  if (hub.name !== hub.hub) done.add('name') // a new hub is called by its code
  if (hub.operators.length > 0) done.add('operator')
  if (NEEDED.every((role) => holders(accounts, role) > 0)) done.add('invite')
  if (funds > 0) done.add('begin')
  return done
}

export async function readProgress(hub: string, signal: AbortSignal): Promise<Progress> {
  const [entry, accounts, funds] = await Promise.all([
    read('/v1/hubs/{hub}', { hub }, { signal }),
    readAll((cursor) => read('/v1/hubs/{hub}/accounts', { hub, cursor, limit: 200 }, { signal })),
    read('/v1/hubs/{hub}/funds', { hub, limit: 100 }, { signal }),
  ])
  return {
    hub: entry, accounts, funds: funds.items.length,
    done: stepsDone(entry, accounts, funds.items.length),
  }
}
