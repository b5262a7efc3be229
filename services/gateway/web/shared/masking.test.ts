import { describe, expect, it } from 'vitest'

import { maskContact, maskName } from './masking'

describe('masking', () => {
  it('leaves the first letter of a name', () => {
    expect(maskName('李小明')).toBe('李**')
    expect(maskName('李明')).toBe('李*')
    expect(maskName('李')).toBe('李*')
    expect(maskName('𠮷野家一二三')).toBe('𠮷**')
    expect(maskName('')).toBe('')
  })

  it('leaves of a contact what its owner recognises', () => {
    expect(maskContact('13800138000')).toBe('138****8000')
    expect(maskContact('someone@example.cn')).toBe('s***@example.cn')
    expect(maskContact('微信小明')).toBe('微**')
  })
})
