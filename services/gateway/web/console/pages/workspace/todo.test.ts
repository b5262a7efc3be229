import { expect, test } from 'vitest'

import { todosOf } from './todo'
import { words } from './words'

test('what was returned, begun, awarded and is under way waits for its organisation', () => {
  const application = (state: 'draft' | 'returned' | 'submitted') => ({ application: state, round: 'r', state, title: '甲' })
  const award = (state: 'awaiting_agreement' | 'under_way' | 'closed') => ({
    award: state, state, title: '乙', agreement_due_at: '2026-12-01T00:00:00+08:00', ...(state === 'under_way' ? { ends_on: '2027-05-31' } : {}),
  })
  const todos = todosOf(
    [application('submitted'), application('returned'), application('draft')],
    [award('closed'), award('awaiting_agreement'), award('under_way')],
    new Map([['r', '2026-11-25T18:00:00+08:00']]),
  )
  expect(todos.map((one) => one.word)).toEqual([words.todoReturned, words.todoDraft, words.todoSign, words.todoReport])
  expect(todos.map((one) => one.until?.slice(0, 10))).toEqual(['2026-11-25', '2026-11-25', '2026-12-01', '2027-05-31'])
  expect(todos[1]?.at).toBe('apply/r?draft=draft')
})
