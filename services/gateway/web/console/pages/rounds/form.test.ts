import { expect, test } from 'vitest'

import { blankRound, faultsOf, requestOf } from './form'
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
  expect(request).not.toHaveProperty('max_amount')
})

test('each thing that is wrong is said', () => {
  expect(faultsOf(blankRound())).toEqual([words.faultProgramme, words.faultTitle, words.faultFund, words.faultBudget])
  const off = filled()
  off.criteria[0] = { name: '需求真实', weight: '41' }
  off.tranches = [{ share: '99', needsReport: false, needsVisit: false }]
  off.sections = [{ name: '', budget: '1' }]
  off.closesAt = off.opensAt
  off.noticeDays = '0'
  expect(faultsOf(off)).toEqual([words.faultWindow, words.faultSections, words.faultCriteria, words.faultTranches, words.faultDays])
})
