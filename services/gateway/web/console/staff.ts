/** Who acts for a hub, by account: its own people, and those of the hubs above. */
import { read, readAll } from '@shared/api'
import { hubs } from '@shared/hubs'
import { say } from '@shared/i18n'
import { isWithin } from '@shared/permissions'
import { may } from '@shared/session'
import { words } from './words'

export interface Staff {
  nameOf(account: string): string
}

const ROLES = ['operator', 'finance', 'council', 'supervisor', 'admin'] as const

export async function loadStaff(hub: string, signal: AbortSignal): Promise<Staff> {
  const known = hubs.value.filter((one) => isWithin(hub, one.hub) && may(one.hub, ...ROLES))
  const lists = await Promise.all(known.map((one) =>
    readAll((cursor) => read('/v1/hubs/{hub}/staff', { hub: one.hub, cursor, limit: 200 }, { signal })),
  ))
  const names = new Map(lists.flat().map((one) => [one.account_id, one.name]))
  return { nameOf: (account) => names.get(account) ?? say(words.accountNumber, { code: account.slice(-4) }) }
}
