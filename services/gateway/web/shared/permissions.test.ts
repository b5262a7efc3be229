import { describe, expect, it } from 'vitest'

import { holds, isWithin, type Grant } from './permissions'

const grants: Grant[] = [
  { role: 'operator', scope: 'longgang.bantian' },
  { role: 'supervisor', scope: 'longgang' },
]

describe('permissions', () => {
  it('reach down a hub, not up and not beside', () => {
    expect(holds(grants, 'longgang.bantian.yangguang', 'operator')).toBe(true)
    expect(holds(grants, 'longgang.bantian', 'operator')).toBe(true)
    expect(holds(grants, 'longgang', 'operator')).toBe(false)
    expect(holds(grants, 'longgang.buji', 'operator')).toBe(false)
    expect(holds(grants, 'longgang.buji', 'supervisor')).toBe(true)
  })

  it('are not those of a hub whose name begins alike', () => {
    expect(isWithin('longgang.bantianxi', 'longgang.bantian')).toBe(false)
  })

  it('are any of the roles asked for, and nobody has any without grants', () => {
    expect(holds(grants, 'longgang.bantian', 'finance', 'operator')).toBe(true)
    expect(holds([], 'longgang', 'donor')).toBe(false)
  })
})
