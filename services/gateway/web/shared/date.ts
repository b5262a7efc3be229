/** Dates are those of the hub: UTC+8, whatever the reader's clock says. */
import { language, say } from './i18n'

const HUB_ZONE = 'Asia/Shanghai'
const DAY_MS = 24 * 60 * 60 * 1000
// Made once: making one costs more than a hundred uses.
const dates = new Intl.DateTimeFormat('sv', { timeZone: HUB_ZONE, dateStyle: 'short' })
const times = new Intl.DateTimeFormat('sv', { timeZone: HUB_ZONE, dateStyle: 'short', timeStyle: 'short' })

/** 2026-11-22, of an instant or of a date. */
export function formatDate(time: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(time)) return time
  return dates.format(new Date(time))
}

/** 2026-11-22 14:32 */
export function formatTime(time: string): string {
  return times.format(new Date(time))
}

/** 14:32, of today's doings. */
export function formatClock(time: Date): string {
  return new Intl.DateTimeFormat('sv', { timeZone: HUB_ZONE, timeStyle: 'short' }).format(time)
}

/** Days at the hub between two instants: tomorrow is 1, whatever the hour. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(formatDate(to)) - Date.parse(formatDate(from))) / DAY_MS)
}

/** "还剩 3 天", "今天截止", "已截止" */
export function formatDeadline(until: string, now = new Date().toISOString()): string {
  if (Date.parse(until) < Date.parse(now))
    return say({ zh: '已截止', en: 'closed' })
  const days = daysBetween(now, until)
  if (days === 0) return say({ zh: '今天截止', en: 'closes today' })
  return say({ zh: '还剩 {n} 天', en: ['{n} day left', '{n} days left'] }, { n: days })
}

/** "3 分钟前": how long ago something happened. */
export function formatAgo(time: string, now = Date.now()): string {
  const minutes = Math.round((Date.parse(time) - now) / 60_000)
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })
  if (minutes > -60) return relative.format(minutes, 'minute')
  if (minutes > -24 * 60) return relative.format(Math.trunc(minutes / 60), 'hour')
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
