import { beforeEach, expect, it } from 'vitest'

import { Problem } from './api'
import { language } from './i18n'
import { explain, explainWhole } from './problems'

beforeEach(() => {
  language.value = 'zh-CN'
})

it('what was sent and not answered is said to want another try, for nothing sends it again', () => {
  expect(explain(new Problem(0, 'offline', 'offline'))).toBe('没有收到网关的答复。请稍候再试一次。')
})

it('a field that was refused is told of in words, and not in those of the program', async () => {
  const refused = new Problem(422, 'invalid_field', '字段不符合要求', 'is too small', 'amount', 'a whole number of fen from 1 to 900')
  expect(await explainWhole(refused)).toEqual({ what: '「金额」至少为 0.01 元。' })
})

it('what the hub refused is said in its words, with the field and what to do', async () => {
  const refused = new Problem(409, 'over_round_budget', '资助总额超出批次预算', '1200 fen are left', 'amount')
  expect(await explainWhole(refused)).toEqual({ what: '资助总额超出批次预算（金额）', advice: '请减少金额，或先调整预算。' })
})

it('a problem that is newer than the page is said in the words of the hub', async () => {
  expect(await explainWhole(new Problem(409, 'too_blue', '太蓝'))).toEqual({ what: '太蓝' })
})
