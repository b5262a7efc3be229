/** What is to be done by a day, and is late after it. */
import { daysBetween, lastDay } from '@shared/date'
import { say } from '@shared/i18n'

const now = (): string => new Date().toISOString()

/** Whole days until the last one; less than none once it is over. */
export function daysLeft(until: string, from = now()): number {
  return daysBetween(from, lastDay(until))
}

/** "还剩 3 天", "今天到期", "逾期 2 天". */
export function formatDue(until: string, from = now()): string {
  const days = daysLeft(until, from)
  if (days === 0) return say({ zh: '今天到期', en: 'due today' })
  return days > 0
    ? say({ zh: '还剩 {n} 天', en: ['{n} day left', '{n} days left'] }, { n: days })
    : say({ zh: '逾期 {n} 天', en: ['{n} day late', '{n} days late'] }, { n: -days })
}
