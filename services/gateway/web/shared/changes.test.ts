import { expect, test } from 'vitest'

import { changesOf, given } from './changes'

test('only what differs is sent', () => {
  const recorded = { name: '老年协会', fields: ['elderly'], place: undefined as string | undefined }
  expect(changesOf(recorded, { ...recorded, fields: ['elderly'] })).toEqual({})
  expect(changesOf(recorded, { name: '老年协会', fields: ['elderly', 'youth'], place: '坂田' })).toEqual({
    fields: ['elderly', 'youth'], place: '坂田',
  })
})

test('blanks are nothing', () => {
  expect(given('  ')).toBeUndefined()
  expect(given(' 坂田 ')).toBe('坂田')
})
