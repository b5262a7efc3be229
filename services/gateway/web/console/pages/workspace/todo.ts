/** What waits for an organisation's own people. */
import type { Schemas } from '@shared/api'
import type { Word } from '@shared/i18n'
import { words } from './words'

export interface Todo {
  word: Word
  title: string
  /** Below the organisation's screen. */
  at: string
  until?: string | undefined
}

export function todosOf(
  applications: readonly Pick<Schemas['application_item'], 'application' | 'round' | 'state' | 'title'>[],
  awards: readonly Pick<Schemas['award_item'], 'award' | 'state' | 'title'>[],
  /** When a call closes, and until when an award is to be signed. */
  until: ReadonlyMap<string, string>,
): Todo[] {
  const todos: Todo[] = []
  for (const one of applications) {
    if (one.state === 'returned')
      todos.push({ word: words.todoReturned, title: one.title, at: `applications/${one.application}`, until: until.get(one.round) })
    if (one.state === 'draft')
      todos.push({ word: words.todoDraft, title: one.title, at: `apply/${one.round}?draft=${one.application}`, until: until.get(one.round) })
  }
  for (const one of awards) {
    if (one.state === 'awaiting_agreement')
      todos.push({ word: words.todoSign, title: one.title, at: `awards/${one.award}`, until: until.get(one.award) })
    if (one.state === 'under_way')
      todos.push({ word: words.todoReport, title: one.title, at: `awards/${one.award}` })
  }
  return todos
}
