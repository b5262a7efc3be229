import { expect, test } from 'vitest'

import { language } from '@shared/i18n'
import { blankApplication, faultsOf, requestOf, sayQuestion } from './form'
import { words } from './words'

const rules = { needs_budget: true, max_amount: 10_000_000, sections: [] }
const filled = () => ({
  ...blankApplication(), title: '银龄有约', amount: '60,000.50',
  budget: [{ item: '人员', amount: '60000', note: '' }, { item: '物资', amount: '0.5', note: '口罩' }, { item: '', amount: '', note: '' }],
})

test('yuan are sent as fen, and what is empty not at all', () => {
  expect(faultsOf(filled(), rules)).toEqual([])
  expect(requestOf(filled(), 'o')).toEqual({
    organisation: 'o', title: '银龄有约', amount: 6_000_050,
    budget: [{ item: '人员', amount: 6_000_000 }, { item: '物资', amount: 50, note: '口罩' }],
    answers: [], attachments: [],
  })
})

test('a budget adds up to what is asked for', () => {
  expect(faultsOf({ ...filled(), amount: '60000' }, rules)).toEqual([words.faultBudgetSum])
  expect(faultsOf({ ...filled(), budget: [] }, rules)).toEqual([words.faultNoBudget])
  expect(faultsOf({ ...filled(), budget: [{ item: '人员', amount: 'x', note: '' }] }, rules)).toContain(words.faultBudgetLine)
})

test('the rules of the call are known before it is sent', () => {
  expect(faultsOf(blankApplication(), { ...rules, sections: [{ name: '为老' }] }))
    .toEqual([words.faultTitle, words.faultAmount, words.faultSection, words.faultNoBudget])
  expect(faultsOf({ ...filled(), startsOn: '2026-03-02', endsOn: '2026-03-01' }, { ...rules, max_amount: 1 }))
    .toEqual([words.faultOverMax, words.faultPeriod])
})

test('who reads English is asked in English, and what is kept is one question', () => {
  const question = blankApplication().answers[0]?.question ?? ''
  language.value = 'en'
  expect(sayQuestion(question)).toBe('Whom does it serve, and what do they need?')
  expect(sayQuestion('预计多少人受益？')).toBe('预计多少人受益？')
  const answers = blankApplication().answers.map((one) => ({ ...one, answer: 'x' }))
  expect(requestOf({ ...filled(), answers }, 'o').answers?.[0]).toEqual({ question, answer: 'x' })
  language.value = 'zh-CN'
})
