import { beforeEach, describe, expect, it } from 'vitest'

import { daysBetween, formatAgo, formatClock, formatDate, formatDeadline, formatEnd, formatTime, instantOf, lastDay, localOf, yearOf } from './date'
import { language } from './i18n'

beforeEach(() => {
  language.value = 'zh-CN'
})

describe('dates', () => {
  it('are those of the hub, not of the reader', () => {
    expect(formatDate('2026-12-31T16:30:00Z')).toBe('2027-01-01')
    expect(formatTime('2026-11-22T12:06:39.485+08:00')).toBe('2026-11-22 12:06')
    expect(formatDate('2026-11-22')).toBe('2026-11-22')
    expect(yearOf('2026-12-31T16:30:00Z')).toBe(2027)
  })

  it('begin at the midnight of the hub, in every year', () => {
    expect(formatTime('1999-12-31T15:59:59.999Z')).toBe('1999-12-31 23:59')
    expect(formatTime('1999-12-31T16:00:00Z')).toBe('2000-01-01 00:00')
    expect(formatClock(new Date('2026-07-01T16:05:00Z'))).toBe('00:05')
  })

  it('count days by the calendar, not by hours', () => {
    expect(daysBetween('2026-11-22T23:59:00+08:00', '2026-11-23T00:01:00+08:00')).toBe(1)
  })

  it('say how long there is', () => {
    const now = '2026-11-22T12:00:00+08:00'
    expect(formatDeadline('2026-11-25T09:00:00+08:00', now)).toBe('还剩 3 天')
    expect(formatDeadline('2026-11-22T18:00:00+08:00', now)).toBe('今天截止')
    expect(formatDeadline('2026-11-22T11:59:00+08:00', now)).toBe('已截止')
    language.value = 'en'
    expect(formatDeadline('2026-11-23T09:00:00+08:00', now)).toBe('1 day left')
  })

  it('end with the day before when they end at midnight', () => {
    const midnight = '2026-11-23T00:00:00+08:00'
    expect(lastDay(midnight)).toBe('2026-11-22')
    expect(formatEnd(midnight)).toBe('2026-11-22')
    expect(formatDeadline(midnight, '2026-11-22T12:00:00+08:00')).toBe('今天截止')
    expect(formatDeadline(midnight, midnight)).toBe('已截止')
    expect(lastDay('2026-11-23T17:00:00+08:00')).toBe('2026-11-23')
    expect(formatEnd('2026-11-23T17:00:00+08:00')).toBe('2026-11-23 17:00')
  })

  it('last, as a day, to its end', () => {
    expect(formatDeadline('2026-11-22', '2026-11-22T23:00:00+08:00')).toBe('今天截止')
    expect(formatDeadline('2026-11-22', '2026-11-23T00:30:00+08:00')).toBe('已截止')
  })

  it('say how long ago, and the date when that is long', () => {
    const now = Date.parse('2026-11-22T12:00:00+08:00')
    expect(formatAgo('2026-11-22T11:57:00+08:00', now)).toBe('3分钟前')
    expect(formatAgo('2026-11-22T12:00:09+08:00', now)).toBe('刚刚')
    expect(formatAgo('2026-11-22T10:01:00+08:00', now)).toBe('1小时前')
    expect(formatAgo('2026-11-20T11:57:00+08:00', now)).toBe('2026-11-20')
  })
})

it('what is typed into a field of local time is the hub\'s time', () => {
  expect(instantOf('2026-03-02T09:00')).toBe('2026-03-02T01:00:00.000Z')
  expect(localOf('2026-03-02T01:00:00.000Z')).toBe('2026-03-02T09:00')
})
