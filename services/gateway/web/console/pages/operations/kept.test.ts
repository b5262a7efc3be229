import { describe, expect, it } from 'vitest'

import { fieldOf, valueOf } from './kept'

describe('what is kept of a person', () => {
  it('is called by words, and by its own name where there is none', () => {
    expect(fieldOf({ kind: 'account', field: 'display_name', value: '' })).toBe('称呼')
    expect(fieldOf({ kind: 'gift', field: 'shoe_size', value: '' })).toBe('shoe_size')
  })

  it('is an address of an account, and a choice among the preferences', () => {
    expect(fieldOf({ kind: 'account', field: 'email', value: '' })).toBe('邮箱')
    expect(fieldOf({ kind: 'preference', field: 'email', value: '' })).toBe('另发邮件')
    expect(valueOf({ kind: 'account', field: 'email', value: 'a@example.org' })).toBe('a@example.org')
    expect(valueOf({ kind: 'preference', field: 'email', value: '1' })).toBe('是')
  })

  it('says money in yuan, times by the hub and hours as a clock does', () => {
    expect(valueOf({ kind: 'gift', field: 'amount', value: '12350' })).toBe('123.50')
    expect(valueOf({ kind: 'gift', field: 'given_at', value: '2026-11-22T10:00:00Z' })).toBe('2026-11-22 18:00')
    expect(valueOf({ kind: 'preference', field: 'quiet_from', value: '1350' })).toBe('22:30')
    expect(valueOf({ kind: 'gift', field: 'given_at', value: '' })).toBe('')
  })

  it('names a role, a language, a state or a kind, and leaves other text as it is', () => {
    expect(valueOf({ kind: 'preference', field: 'locale', value: 'en' })).toBe('English')
    expect(valueOf({ kind: 'account', field: 'locale', value: 'fr' })).toBe('fr')
    expect(valueOf({ kind: 'application', field: 'state', value: 'submitted' })).toBe('已提交')
    expect(valueOf({ kind: 'report', field: 'kind', value: 'final' })).toBe('结项报告')
    expect(valueOf({ kind: 'role', field: 'role', value: 'finance' })).toBe('财务')
    expect(valueOf({ kind: 'reason', field: 'operation', value: 'revoke_role' })).toBe('收回职责')
    expect(valueOf({ kind: 'message', field: 'event', value: 'grants.round_opened' })).toBe('发布征集')
    expect(valueOf({ kind: 'application', field: 'title', value: 'finance' })).toBe('finance')
  })
})
