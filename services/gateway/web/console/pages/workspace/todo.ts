/** What waits for an organisation's own people. */
import { read, readAll, type Schemas } from '@shared/api'
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
  awards: readonly Pick<Schemas['award_item'], 'award' | 'state' | 'title' | 'agreement_due_at' | 'ends_on'>[],
  /** When a call closes. */
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
      todos.push({ word: words.todoSign, title: one.title, at: `awards/${one.award}`, until: one.agreement_due_at })
    if (one.state === 'under_way')
      todos.push({ word: words.todoReport, title: one.title, at: `awards/${one.award}`, until: one.ends_on })
  }
  return todos
}

/** As the organisation's own work lists them. */
export async function readWork(hub: string, signal: AbortSignal) {
  const [rounds, applications, awards] = await Promise.all([
    readAll((cursor) => read('/v1/hubs/{hub}/rounds', { hub, open_only: true, cursor, limit: 100 }, { signal })),
    readAll((cursor) => read('/v1/hubs/{hub}/applications', { hub, cursor, limit: 200 }, { signal })),
    readAll((cursor) => read('/v1/hubs/{hub}/awards', { hub, cursor, limit: 200 }, { signal })),
  ])
  const until = new Map(rounds.map((one) => [one.round, one.closes_at]))
  return { rounds, applications, awards, todos: todosOf(applications, awards, until) }
}

export async function loadTodos(hub: string, signal: AbortSignal): Promise<Todo[]> {
  return (await readWork(hub, signal)).todos
}
