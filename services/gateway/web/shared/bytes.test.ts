import { expect, it } from 'vitest'

import { hexOfBytes } from './bytes'

it('bytes are shown as digits, whatever letters they travel in', () => {
  expect(hexOfBytes('AP_-Qw')).toBe('00fffe43')
  expect(hexOfBytes('')).toBe('')
})
