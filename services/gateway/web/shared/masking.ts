/** Names of donors are masked unless they agreed; the hub masks what it publishes. */
import { say } from './i18n'

/** 李小明 → 李**; the same as the hub does on lists and receipts. */
export function maskName(name: string): string {
  const letters = [...name.trim()]
  if (letters.length === 0) return ''
  return letters[0] + '*'.repeat(Math.max(1, Math.min(2, letters.length - 1)))
}

/** 13800138000 → 138****8000; a.b@c.cn → a***@c.cn; anything else: first letter only. */
export function maskContact(contact: string): string {
  const at = contact.indexOf('@')
  if (at > 0) return `${contact[0]}***${contact.slice(at)}`
  const digits = contact.replace(/\D/g, '')
  if (digits.length >= 7) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return maskName(contact)
}

/** What is shown of who gave: a name as the hub tells it, or that there is none. */
export function donorName(donor: string | undefined): string {
  return donor ?? say({ zh: '爱心人士', en: 'A friend' })
}
