/** Who may review at a hub, by account: names are for those who may see accounts. */
import { read, readAll } from '@shared/api'
import { say } from '@shared/i18n'
import { may } from '@shared/session'
import { words } from './words'

export interface Reviewers {
  all: readonly { account: string; name: string }[]
  nameOf(account: string): string
}

export async function loadReviewers(hub: string, signal?: AbortSignal): Promise<Reviewers> {
  const accounts = may(hub, 'operator', 'supervisor', 'admin')
    ? await readAll((cursor) =>
        read('/v1/hubs/{hub}/accounts', { hub, role: 'reviewer', cursor, limit: 200 }, signal ? { signal } : {}),
      )
    : []
  const names = new Map(accounts.map((one) => [one.account_id, one.display_name ?? one.account]))
  return {
    all: accounts
      .filter((one) => one.status === 'open')
      .map((one) => ({ account: one.account_id, name: names.get(one.account_id) ?? one.account })),
    nameOf: (account) => names.get(account) ?? say(words.reviewerNumber, { code: account.slice(-4) }),
  }
}
