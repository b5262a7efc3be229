import { beforeEach, describe, expect, it } from 'vitest'

import { language } from './i18n'
import { fenAsYuan, formatFen, formatMoney, formatMoneyShort, parseMoney } from './money'

beforeEach(() => {
  language.value = 'zh-CN'
})

describe('money', () => {
  it('shows every fen, and none that are not there', () => {
    expect(formatMoney(35_000_000_000)).toBe('¥350,000,000')
    expect(formatMoney(1)).toBe('¥0.01')
    expect(formatMoney(-123_450)).toBe('-¥1,234.50')
    expect(formatFen(2000)).toBe('¥20.00')
    expect(formatFen(2005)).toBe('¥20.05')
  })

  it('is exact where floating point is not', () => {
    expect(formatMoney(900_719_925_474_099)).toBe('¥9,007,199,254,740.99')
    expect(fenAsYuan(900_719_925_474_099)).toBe('9007199254740.99')
    expect(fenAsYuan(-5)).toBe('-0.05')
    expect(parseMoney('0.29')).toBe(29)
    expect(parseMoney('1.1')).toBe(110)
  })

  it('is short on cards, in the units of the language', () => {
    expect(formatMoneyShort(12_500_000)).toBe('12.5万元')
    expect(formatMoneyShort(35_000_000_000)).toBe('3.5亿元')
    expect(formatMoneyShort(2000)).toBe('20元')
    expect(formatMoneyShort(999_999)).toBe('9,999.99元')
    expect(formatMoneyShort(19_009_600)).toBe('19.01万元')
    language.value = 'en'
    expect(formatMoneyShort(12_500_000)).toBe('¥125K')
    expect(formatMoneyShort(35_000_000_000)).toBe('¥350M')
    expect(formatMoneyShort(-12_500_000)).toBe('-¥125K')
  })

  it('reads what people type', () => {
    expect(parseMoney('1,234.5')).toBe(123_450)
    expect(parseMoney('￥２０')).toBe(2000)
    expect(parseMoney(' 20 元')).toBe(2000)
    expect(parseMoney('20.')).toBe(2000)
  })

  it('refuses what is no amount', () => {
    for (const typed of ['', '-5', '1.234', 'abc', '1e3', '12345678901234'])
      expect(parseMoney(typed)).toBeNull()
  })
})
