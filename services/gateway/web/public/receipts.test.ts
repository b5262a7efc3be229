import { beforeEach, describe, expect, it } from 'vitest'

import { forgetReceipts, keepReceipt, keptReceipts } from './receipts'

const receipt = {
  hub: 'longgang',
  number: 'RC-2026-0001',
  hash: 'a'.repeat(64),
  gift: 'g',
  amount: 2000,
  at: '2026-11-22T12:00:00+08:00',
  to: '基金',
}

beforeEach(forgetReceipts)

describe('receipts on this device', () => {
  it('are kept newest first, each once', () => {
    keepReceipt(receipt)
    keepReceipt({ ...receipt, number: 'RC-2026-0002' })
    keepReceipt(receipt)
    expect(keptReceipts.value.map((kept) => kept.number)).toEqual(['RC-2026-0001', 'RC-2026-0002'])
  })

  it('are gone when they were forgotten', () => {
    keepReceipt(receipt)
    forgetReceipts()
    expect(localStorage.getItem('commonweal.receipts')).toBe('[]')
  })
})
