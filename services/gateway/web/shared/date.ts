/** Dates are those of the hub: UTC+8, whatever the reader's clock says. */
import { say } from './i18n'

const HUB_AHEAD_MS = 8 * 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000

/** "2026-11-22T14:32:07.000Z" by the hub's clock. Intl would need a phone's tenth of a second to begin. */
function atHub(time: string | Date): string {
  return new Date(new Date(time).getTime() + HUB_AHEAD_MS).toISOString()
}

const isDay = (time: string): boolean => /^\d{4}-\d\d-\d\d$/.test(time)

/** 2026-11-22, of an instant or of a date. */
export function formatDate(time: string): string {
  return isDay(time) ? time : atHub(time).slice(0, 10)
}

/** 2026-11-22 14:32 */
export function formatTime(time: string): string {
  return atHub(time).slice(0, 16).replace('T', ' ')
}

/** 14:32, of today's doings. */
export function formatClock(time: Date): string {
  return atHub(time).slice(11, 16)
}

/** Days at the hub between two instants: tomorrow is 1, whatever the hour. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(formatDate(to)) - Date.parse(formatDate(from))) / DAY_MS)
}

/** The last day of what lasts until then: what ends at midnight ends with the day before. */
export function lastDay(until: string): string {
  return isDay(until) ? until : formatDate(new Date(Date.parse(until) - 1).toISOString())
}

/** Until when, as it follows "through": a whole last day, or a time of it. */
export function formatEnd(until: string): string {
  return lastDay(until) === formatDate(until) ? formatTime(until) : lastDay(until)
}

/** "还剩 3 天", "今天截止", "已截止": a date lasts to the end of its day. */
export function formatDeadline(until: string, now = new Date().toISOString()): string {
  const days = daysBetween(now, lastDay(until))
  if (isDay(until) ? days < 0 : Date.parse(until) <= Date.parse(now))
    return say({ zh: '已截止', en: 'closed' })
  if (days === 0) return say({ zh: '今天截止', en: 'closes today' })
  return say({ zh: '还剩 {n} 天', en: ['{n} day left', '{n} days left'] }, { n: days })
}

/** "3 分钟前": how long ago something happened. */
export function formatAgo(time: string, now = Date.now()): string {
  const minutes = Math.round((now - Date.parse(time)) / 60_000)
  const hours = Math.trunc(minutes / 60)
  if (minutes < 1) return say({ zh: '刚刚', en: 'just now' })
  if (hours < 1) return say({ zh: '{n}分钟前', en: ['{n} minute ago', '{n} minutes ago'] }, { n: minutes })
  if (hours < 24) return say({ zh: '{n}小时前', en: ['{n} hour ago', '{n} hours ago'] }, { n: hours })
  return formatDate(time)
}

/** The year at the hub. */
export function yearOf(time: string): number {
  return Number(formatDate(time).slice(0, 4))
}

/** An instant as an input of a local date and time shows it: the hub's clock. */
export function localOf(time: string): string {
  return formatTime(time).replace(' ', 'T')
}

/** What such an input holds, as an instant. */
export function instantOf(local: string): string {
  return new Date(`${local}+08:00`).toISOString()
}
