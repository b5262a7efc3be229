import { describe, expect, it } from 'vitest'

import { paymentOf, paymentPages } from './payments'

type Entry = Parameters<typeof paymentOf>[0]

function entry(seq: number, kind: string, ...postings: [account: string, amount: number][]): Entry {
  return {
    seq, kind, at: '2026-11-22T10:00:00Z', subject: `award-${seq}`,
    postings: postings.map(([account, amount]) => ({ account, amount })),
  } as Entry
}

const paid = (seq: number, fund: string, amount: number): Entry =>
  entry(seq, 'payment_made', [`payable:${fund}`, -amount], [`paid:${fund}`, amount])

describe('payments of a fund', () => {
  it('are what its account of paid money says, and no other fund’s', () => {
    expect(paymentOf(paid(7, 'a', 500), 'a')).toMatchObject({ seq: 7, award: 'award-7', amount: 500 })
    expect(paymentOf(paid(7, 'b', 500), 'a')).toBeNull()
    expect(paymentOf(entry(8, 'gift_received', ['clearing:a:box:x', -5], ['free:a', 5]), 'a')).toBeNull()
  })

  it('count down what came back, and name no award for an entry that undoes another', () => {
    expect(paymentOf(entry(9, 'grant_returned', ['paid:a', -200], ['free:a', 200]), 'a')?.amount).toBe(-200)
    expect(paymentOf(entry(9, 'entry_reversed', ['paid:a', 200], ['free:a', -200]), 'a')?.award).toBeUndefined()
  })

  it('are looked for through the pages of the ledger', async () => {
    const ledger = [[paid(9, 'b', 1), paid(8, 'a', 800)], [paid(7, 'b', 1)], [paid(6, 'a', 600)]]
    const read = paymentPages(async (_signal, cursor) => {
      const at = Number(cursor ?? 0)
      return { items: ledger[at] ?? [], ...(at + 1 < ledger.length ? { next_cursor: String(at + 1) } : {}) }
    }, () => 'a')
    const page = await read()
    expect(page.items.map((row) => row.amount)).toEqual([800, 600])
    expect(page.next_cursor).toBeUndefined()
  })

  it('go on where a long ledger was left', async () => {
    let asked = 0
    const read = paymentPages(async (_signal, cursor) => {
      asked++
      const at = Number(cursor ?? 0)
      return { items: [paid(1000 - at, 'a', at + 1)], next_cursor: String(at + 1) }
    }, () => 'a')
    const first = await read()
    expect(asked).toBe(10)
    const second = await read(undefined, first.next_cursor)
    expect(second.items[0]?.amount).toBe(11)
  })
})
