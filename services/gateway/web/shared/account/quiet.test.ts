import { expect, it } from 'vitest'

import { clockOf, minutesOf } from './quiet'

it('a clock shows the minute of the day it was set to', () => {
  for (const [minutes, clock] of [[0, '00:00'], [425, '07:05'], [1320, '22:00'], [1439, '23:59']] as const) {
    expect(clockOf(minutes)).toBe(clock)
    expect(minutesOf(clock)).toBe(minutes)
  }
})
