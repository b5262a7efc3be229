import { expect, test } from 'vitest'

import { blankRound, correctionOf, faultsOf, requestOf } from './form'
import { words } from './words'

const filled = () => ({
  ...blankRound(Date.parse('2026-03-02T01:00:00Z')), programme: 'p', title: ' 银龄 ', fund: 'longgang f', budget: '350,000,000',
})

test('a filled form has no fault, and is sent in fen, hundredths and instants', () => {
  expect(faultsOf(filled())).toEqual([])
  const request = requestOf(filled(), false)
  expect(request).toMatchObject({
    title: '银龄', fund_hub: 'longgang', fund: 'f', budget: 35_000_000_000, opens_at: '2026-03-02T01:00:00.000Z', is_draft: false,
  })
  expect(request.tranches).toEqual([
    { share: 6000, needs_report: false, needs_visit: false }, { share: 4000, needs_report: true, needs_visit: true },
  ])
  expect(request.max_amount).toBeUndefined()
})

test('each thing that is wrong is said', () => {
  expect(faultsOf(blankRound())).toEqual([words.faultProgramme, words.faultTitle, words.faultFund, words.faultBudget])
  const off = filled()
  off.criteria[0] = { name: '需求真实', weight: '41' }
  off.tranches = [{ share: '99', needsReport: false, needsVisit: false }]
  off.sections = [{ name: '', budget: '1', min: '9', max: '3', fields: [] }]
  off.closesAt = off.opensAt
  off.noticeDays = '0'
  expect(faultsOf(off)).toEqual([words.faultWindow, words.faultSections, words.faultExpected, words.faultCriteria, words.faultTranches, words.faultDays])
})

test('a section has the range of awards that is expected, or one end of it', () => {
  const form = filled()
  form.sections = [
    { name: '助老', budget: '1000', min: '3', max: '5', fields: ['elderly'] }, { name: '其他', budget: '0', min: '', max: '2', fields: [] },
  ]
  expect(faultsOf(form)).toEqual([])
  expect(requestOf(form, false).sections).toEqual([
    { name: '助老', budget: 100_000, expected_min: 3, expected_max: 5, fields: ['elderly'] },
    { name: '其他', budget: 0, expected_min: undefined, expected_max: 2, fields: [] },
  ])
})

test('a correction sends what differs, and lists that stay are empty', () => {
  const form = filled()
  form.title = '银龄支持'
  form.tranches.push({ share: '0', needsReport: false, needsVisit: false })
  expect(correctionOf(filled(), form, '写错了')).toMatchObject({ title: '银龄支持', sections: [], criteria: [], reason: '写错了' })
  expect(correctionOf(filled(), form, '写错了').tranches).toHaveLength(3)
  expect(correctionOf(filled(), form, '写错了')).not.toHaveProperty('budget')
})

test('the day when scores are due is sent, changed and taken away', () => {
  const form = { ...filled(), scoresDueOn: '2026-04-01' }
  expect(requestOf(form, false).scores_due_on).toBe('2026-04-01')
  expect(faultsOf({ ...form, scoresDueOn: '2026-03-01' })).toEqual([words.faultScoresDue])
  expect(correctionOf(filled(), form, '约定')).toMatchObject({ scores_due_on: '2026-04-01', clear: [] })
  expect(correctionOf(form, filled(), '不限')).toMatchObject({ clear: ['scores_due_on'] })
})
