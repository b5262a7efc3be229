import { beforeEach, describe, expect, it, vi } from 'vitest'

import { forgetDrafts, useCorrection, useDraft } from './draft'

const blank = () => ({ amount: '', name: '' })

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})

describe('a draft', () => {
  it('survives a reload, with the key of its command', () => {
    const first = useDraft('gift', blank)
    first.value.amount = '20'
    vi.runAllTimers()

    const second = useDraft('gift', blank)
    expect(second.value).toEqual({ amount: '20', name: '' })
    expect(second.key.value).toBe(first.key.value)
    expect(second.savedAt.value).not.toBeNull()
  })

  it('is gone once it was sent, and the next has another key', () => {
    const draft = useDraft('gift', blank)
    const { value: key } = draft.key
    draft.value.name = '李'
    vi.runAllTimers()
    draft.clear()
    vi.runAllTimers()

    expect(draft.value).toEqual(blank())
    expect(draft.key.value).not.toBe(key)
    expect(useDraft('gift', blank).savedAt.value).toBeNull()
  })

  it('of an older form gets the fields it lacks', () => {
    localStorage.setItem(
      'commonweal.draft.gift',
      JSON.stringify({ value: { amount: '5' }, key: 'k', savedAt: '2026-01-01T00:00:00Z' }),
    )
    expect(useDraft('gift', blank).value).toEqual({ amount: '5', name: '' })
  })

  it('is kept when the page is left before the pause', () => {
    const first = useDraft('gift', blank)
    first.value.amount = '20'
    dispatchEvent(new Event('pagehide'))
    expect(useDraft('gift', blank).value.amount).toBe('20')
  })

  it('that cannot be read is a blank one', () => {
    localStorage.setItem('commonweal.draft.gift', '{')
    expect(useDraft('gift', blank).value).toEqual(blank())
  })

  it('is forgotten with all others, and nothing else is', () => {
    localStorage.setItem('commonweal.text', 'large')
    useDraft('gift', blank).value.name = '李'
    useDraft('fund', blank).value.name = '社区微基金'
    vi.runAllTimers()
    expect(localStorage).toHaveLength(3)
    forgetDrafts()
    expect(localStorage).toHaveLength(1)
    expect(localStorage.getItem('commonweal.text')).toBe('large')
  })

  it('of a correction ends when what it corrects was changed meanwhile', () => {
    useCorrection('fund', () => ({ name: '社区基金' })).value.name = '社区微基金'
    vi.runAllTimers()
    expect(useCorrection('fund', () => ({ name: '社区基金' })).value.name).toBe('社区微基金')
    expect(useCorrection('fund', () => ({ name: '坂田基金' })).value.name).toBe('坂田基金')
  })
})
