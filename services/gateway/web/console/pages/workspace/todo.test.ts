import { expect, test } from 'vitest'

import { todosOf } from './todo'
import { words } from './words'

test('what was returned, begun, awarded and is under way waits for its organisation', () => {
  const application = (state: 'draft' | 'returned' | 'submitted') => ({ application: state, round: 'r', state, title: '甲' })
  const award = (state: 'awaiting_agreement' | 'under_way' | 'closed') => ({ award: state, state, title: '乙' })
  const todos = todosOf(
    [application('submitted'), application('returned'), application('draft')],
    [award('closed'), award('awaiting_agreement'), award('under_way')],
  )
  expect(todos.map((one) => one.word)).toEqual([words.todoReturned, words.todoDraft, words.todoSign, words.todoReport])
  expect(todos[1]?.at).toBe('apply/r?draft=draft')
})
