import { beforeEach, describe, expect, it } from 'vitest'

import { chooseLanguage, formatCount, language, say } from './i18n'

beforeEach(() => {
  language.value = 'zh-CN'
})

const gifts = { zh: '{n} 笔捐赠', en: ['{n} gift', '{n} gifts'] } as const

describe('words', () => {
  it('are said in the language chosen, with the right form', () => {
    expect(say(gifts, { n: 1200 })).toBe('1,200 笔捐赠')
    chooseLanguage('en')
    expect(say(gifts, { n: 1 })).toBe('1 gift')
    expect(say(gifts, { n: 0 })).toBe('0 gifts')
  })

  it('group the digits of a count', () => {
    expect([0, 999, 1000, -1234567, 1234.5678, 123456].map(formatCount)).toEqual(
      ['0', '999', '1,000', '-1,234,567', '1,234.5678', '123,456'],
    )
  })

  it('leave alone what was not given', () => {
    expect(say({ zh: '你好 {name}', en: '' })).toBe('你好 {name}')
  })
})
