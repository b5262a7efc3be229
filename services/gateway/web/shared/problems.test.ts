import { beforeEach, expect, it } from 'vitest'

import { Problem } from './api'
import { language } from './i18n'
import { explain } from './problems'

beforeEach(() => {
  language.value = 'zh-CN'
})

it('what was sent and not answered is said to want another try, for nothing sends it again', () => {
  expect(explain(new Problem(0, 'offline', 'offline'))).toBe('没有收到网关的答复。请稍候再试一次。')
})

it('what the hub refused is said in its words, with the field', () => {
  expect(explain(new Problem(422, 'invalid_field', '填写有误', undefined, 'amount'))).toBe('填写有误 (amount)')
})
