/** What a fund paid, as the public ledger has it. */
import type { Schemas } from '@shared/api'
import type { Page } from '@shared/pages'

type Entry = Schemas['list_ledger_reply']['items'][number]

export interface Payment {
  seq: number
  at: string
  kind: string
  /** Whose money it is; absent: of an entry that undoes another. */
  award?: string | undefined
  amount: number
}

/** An entry's share in what the fund paid out; null if it has none. */
export function paymentOf(entry: Entry, fund: string): Payment | null {
  const amount = entry.postings
    .filter((posting) => posting.account === `paid:${fund}`)
    .reduce((sum, posting) => sum + posting.amount, 0)
  if (amount === 0) return null
  const award = entry.kind === 'entry_reversed' ? undefined : entry.subject
  return { seq: entry.seq, at: entry.at, kind: entry.kind, award, amount }
}

const ENOUGH = 20
/** So many pages of the ledger are read for one of payments. */
const MOST_PAGES = 10

type LedgerReader = (signal?: AbortSignal, cursor?: string) => Promise<Page<Entry>>

/** The ledger is of all funds of a hub: it is read until a page of this one's payments is there. */
export function paymentPages(readLedger: LedgerReader, fund: () => string) {
  return async (signal?: AbortSignal, cursor?: string): Promise<Page<Payment>> => {
    const items: Payment[] = []
    let next = cursor
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await readLedger(signal, next)
      items.push(...page.items.flatMap((entry) => paymentOf(entry, fund()) ?? []))
      next = page.next_cursor
      if (!next || items.length >= ENOUGH) break
    }
    return next ? { items, next_cursor: next } : { items }
  }
}
