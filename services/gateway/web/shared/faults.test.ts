import { beforeEach, describe, expect, it } from 'vitest'

import { advice } from './advice'
import { Problem } from './api'
import { explainFault, fieldName, findings, rules } from './faults'
import { fields } from './fields'
import { language, type Word } from './i18n'

/** As the hub refuses a field. */
const refusal = (field: string, detail: string, expected = '', code = 'invalid_field'): Problem =>
  new Problem(422, code, '字段不符合要求', detail, field, expected)

const FEN = 'a whole number of fen from 1 to 9000000000000000'
const NAME = '1 to 64 characters of text'

beforeEach(() => {
  language.value = 'zh-CN'
})

describe('a field that was refused', () => {
  it('is named with the bound it crossed, money in yuan', () => {
    expect(explainFault(refusal('amount', 'is too small', FEN))).toBe('「金额」至少为 0.01 元。')
    expect(explainFault(refusal('name', 'is too long', NAME))).toBe('「名称」最多 64 个字。')
    expect(explainFault(refusal('name', 'is too short', NAME))).toBe('「名称」至少 1 个字。')
    expect(explainFault(refusal('attachments', 'has too many entries', 'at most 20'))).toBe('「附件」最多 20 项。')
    language.value = 'en'
    expect(explainFault(refusal('amount', 'is too small', FEN))).toBe('“Amount” must be at least 0.01 yuan.')
    expect(explainFault(refusal('name', 'is too long', NAME))).toBe('“Name” may have at most 64 characters.')
  })

  it('is found by where it stands', () => {
    expect(fieldName('budget.2.amount')).toBe('预算 · 第 3 项 · 金额')
    expect(fieldName('amount.shoe_size')).toBe('金额 · shoe_size')
    expect(explainFault(refusal('budget.0.item', 'is missing', NAME, 'malformed'))).toBe('「预算 · 第 1 项 · 用途」没有填。')
  })

  it('is out of range where no bound was told', () => {
    expect(explainFault(refusal('closes_at', 'is too large', 'a time: RFC 3339 in JSON'))).toBe('「截止时间」超出可填的范围。')
    expect(explainFault(refusal('hash', 'is too short', '32 bytes'))).toBe('「校验码」超出可填的范围。')
  })

  it('is explained where a service knows more than the decoder', () => {
    expect(explainFault(refusal('signed_on', 'it lies in the future'))).toBe('「签约日期」不能晚于今天。')
    expect(explainFault(refusal('working_days', 'the round promised 7'))).toBe('「公示工作日」不能少于征集规则承诺的 7 天。')
  })

  it('is left to the title for other problems, and where we have no words', () => {
    expect(explainFault(refusal('amount', 'is too small', FEN, 'over_round_budget'))).toBeUndefined()
    expect(explainFault(refusal('shoe_size', 'is too red'))).toBeUndefined()
  })
})

/** Whatever the hub can answer: that each has its words is for cmake/check_words.py to see. */
describe('the words for refusals', () => {
  const english = (word: Word): string => (typeof word.en === 'string' ? word.en : word.en.join(' '))

  it('are whole in both languages, for every finding, rule, problem and field', () => {
    for (const table of [findings, rules, advice, fields])
      for (const [name, word] of Object.entries(table)) {
        expect(word.zh, name).toMatch(/\p{Script=Han}/u)
        expect(english(word), name).toMatch(/[a-z]/i)
        expect(english(word), name).not.toMatch(/\p{Script=Han}/u)
      }
  })

  it('are sentences with nothing left open, in both languages', () => {
    for (const chosen of ['zh-CN', 'en'] as const) {
      language.value = chosen
      for (const finding of Object.keys(findings)) {
        const said = explainFault(refusal('amount', finding, FEN))
        expect(said, finding).toMatch(chosen === 'en' ? /^[^{}]+\.$/ : /^[^{}]+。$/)
      }
      for (const field of Object.keys(rules))
        expect(explainFault(refusal(field, 'more than 7')), field).toMatch(chosen === 'en' ? /^[^{}]+\.$/ : /^[^{}]+。$/)
    }
  })
})
