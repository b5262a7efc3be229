import { beforeEach, describe, expect, it } from 'vitest'

import { language } from './i18n'
import { aboutEntry, accountName, entryName } from './entries'
import type { Names } from './names'

const names: Names = {
  organisations: new Map(),
  programmes: new Map(),
  projects: new Map([['p', '心灵巴士']]),
  funds: new Map([['f', '公益基金']]),
  fields: new Map(),
}

beforeEach(() => {
  language.value = 'zh-CN'
})

describe('the ledger in words', () => {
  it('names the fund, the project and the channel of an account', () => {
    expect(accountName(names, 'free:f')).toBe('可用 · 公益基金')
    expect(accountName(names, 'restricted:f:p')).toBe('定向（限定用途） · 公益基金 · 心灵巴士')
    expect(accountName(names, 'clearing:f:box:longgang.bantian')).toBe(
      '收款渠道 · 公益基金 · 募捐箱 · longgang.bantian',
    )
  })

  it('says what an entry is about that moves no money', () => {
    expect(aboutEntry(names, { kind: 'fund_opened', subject: 'f' })).toBe('公益基金')
    expect(aboutEntry(names, { kind: 'award_refused', subject: 'p' })).toBe('心灵巴士')
    expect(aboutEntry(names, { kind: 'rows_changed', subject: 'f' })).toMatch(/恢复备份时用/)
    expect(aboutEntry(names, { kind: 'gift_attributed' })).toBe('')
  })

  it('shows what it does not know as it is', () => {
    expect(accountName(names, 'new_kind:0123456789')).toBe('new_kind · 01234567')
    expect(entryName('something_new')).toBe('something_new')
  })
})
