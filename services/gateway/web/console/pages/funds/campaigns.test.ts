import { expect, test } from 'vitest'

import { actsOf } from './campaigns'

const campaign = {
  campaign_id: 'c', fund: 'f', title: '暖冬', kind: 'public', form: 'box', state: 'draft', is_emergency: false, raised: 0,
  starts_on: '2026-12-01', ends_on: '2026-12-31',
} as const

test('a public campaign is filed before it opens, but for an emergency and among members', () => {
  expect(actsOf(campaign)).toEqual(['file', 'correct', 'close'])
  expect(actsOf({ ...campaign, is_emergency: true })).toContain('open')
  expect(actsOf({ ...campaign, kind: 'targeted' })[0]).toBe('open')
})

test('what was filed late is filed while it is open', () => {
  expect(actsOf({ ...campaign, state: 'open', is_emergency: true })).toContain('file')
  expect(actsOf({ ...campaign, state: 'open', filing_number: 'A' })).toEqual(['correct', 'close'])
})

test('an end can be taken back', () => {
  expect(actsOf({ ...campaign, state: 'closed' })).toEqual(['reopen'])
  expect(actsOf({ ...campaign, state: 'withdrawn' })).toEqual(['reopen'])
})
