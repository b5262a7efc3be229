import { expect, test } from 'vitest'

import { isInstalments, keepMandate, keptMandates, forgetMandate, newCode } from './mandates'

test('a code is long enough not to be guessed, and is another each time', () => {
  const codes = new Set(Array.from({ length: 100 }, newCode))
  expect(codes.size).toBe(100)
  for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){4}[0-9a-hjkmnp-tv-z]{4}$/)
})

test('months are a whole number that the hub takes, or left open', () => {
  expect((['', 1, 12, 600] as const).map(isInstalments)).toEqual([true, true, true, true])
  expect([0, -1, 1.5, 601].map(isInstalments)).toEqual([false, false, false, false])
})

test('a mandate is kept once, until it is taken away', () => {
  const kept = { hub: 'longgang', number: 'MD-2026-0001', code: 'one', to: 'fund' }
  keepMandate(kept)
  keepMandate({ ...kept, code: 'two' })
  keepMandate({ ...kept, hub: 'longgang.bantian' })
  expect(keptMandates.value.map((one) => [one.hub, one.code])).toEqual([['longgang.bantian', 'one'], ['longgang', 'two']])
  for (const one of [...keptMandates.value]) forgetMandate(one)
  expect(keptMandates.value).toEqual([])
})
