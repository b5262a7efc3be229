/** What a refusal means to the person in front of the page, and what to do. */
import type { Problem } from './api'
import { say } from './i18n'
import { words } from './words'

/** The hub's own title is in the reader's language; `detail` is a fallback for it. */
export function explain(problem: Problem): string {
  if (problem.code === 'offline') return say(words.problemOffline)
  if (problem.code === 'unauthenticated') return say(words.problemSignIn)
  if (problem.isPassing) return `${problem.title || say(words.problemPassing)}`
  const field = problem.field ? ` (${problem.field})` : ''
  return `${problem.title}${field}`
}
