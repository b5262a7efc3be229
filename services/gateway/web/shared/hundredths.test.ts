import { expect, test } from 'vitest'

import { formatHundredths, parseHundredths } from './hundredths'

test('points are read to the hundredth and no further', () => {
  expect(parseHundredths('92.5')).toBe(9250)
  expect(parseHundredths('８８')).toBe(8800)
  expect(parseHundredths('33.33%')).toBe(3333)
  expect(parseHundredths('100')).toBe(10_000)
  for (const typed of ['', '100.01', '-1', '5.555', 'x']) expect(parseHundredths(typed)).toBeNull()
})

test('points are written as people write them', () => {
  expect(formatHundredths(9250)).toBe('92.5')
  expect(formatHundredths(10_000)).toBe('100')
})
