/** What a refusal means to the person in front of the page, and what to do. */
import type { Problem } from './api'
import { say } from './i18n'
import { words } from './words'

/** The hub's own title is in the reader's language. */
export function explain(problem: Problem): string {
  if (problem.code === 'offline') return say(words.problemOffline)
  if (problem.code === 'unauthenticated') return say(words.problemSignIn)
  return problem.title || say(words.problemPassing)
}

export interface Explained {
  what: string
  /** What to do about it. */
  advice?: string
}

/**
 * With the words that only refusals need, which come with the first one. They
 * are asked for by a problem of the hub's alone: they cannot come offline.
 */
export async function explainWhole(problem: Problem): Promise<Explained> {
  if (problem.code === 'offline' || problem.code === 'unauthenticated') return { what: explain(problem) }
  const [{ explainFault, fieldName }, { advice }] = await Promise.all([import('./faults'), import('./advice')])
  const fault = explainFault(problem)
  if (fault) return { what: fault }
  const field = problem.field ? say(words.problemField, { field: fieldName(problem.field) }) : ''
  const todo = advice[problem.code]
  return { what: `${explain(problem)}${field}`, ...(todo ? { advice: say(todo) } : {}) }
}
