import { expect, test } from 'vitest'

import { language } from '@shared/i18n'
import { daysLeft, formatDue } from './deadline'

const now = '2026-11-22T12:00:00+08:00'

test('a day lasts to its end, and then is late', () => {
  expect(formatDue('2026-11-25', now)).toBe('还剩 3 天')
  expect(formatDue('2026-11-22', now)).toBe('今天到期')
  expect(formatDue('2026-11-20', now)).toBe('逾期 2 天')
  expect(daysLeft('2026-11-23T00:00:00+08:00', now)).toBe(0) // midnight ends the day before
})

test('it is said in English, too', () => {
  language.value = 'en'
  expect(formatDue('2026-11-21', now)).toBe('1 day late')
  language.value = 'zh-CN'
})
