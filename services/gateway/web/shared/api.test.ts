import { describe, expect, it } from 'vitest'

import { addressOf, keyOf, newKey, Problem } from './api'

describe('addresses', () => {
  it('take names from the path and the rest as the query', () => {
    expect(
      addressOf('/v1/hubs/{hub}/gifts', { hub: 'a.b', limit: 5, cursor: undefined, fund: '' }),
    ).toBe('/v1/hubs/a.b/gifts?limit=5')
  })

  it('escape what would be read as something else', () => {
    expect(addressOf('/v1/hubs/{hub}/receipts/{number}', { hub: 'a', number: '../x?y' })).toBe(
      '/v1/hubs/a/receipts/..%2Fx%3Fy',
    )
  })
})

describe('keys', () => {
  it('are never the same twice', () => {
    const keys = new Set(Array.from({ length: 100 }, newKey))
    expect(keys.size).toBe(100)
  })

  it('are those of what is sent: the same again, another when it was changed', () => {
    const key = newKey()
    const of = (amount: number): string => keyOf(key, JSON.stringify({ fund: 'f', amount }))
    expect(of(100)).toBe(of(100))
    expect(of(100).startsWith(key)).toBe(true)
    expect(new Set(Array.from({ length: 10_000 }, (_, amount) => of(amount))).size).toBe(10_000)
  })
})

describe('problems', () => {
  it('pass or stay', () => {
    expect(new Problem(503, 'unavailable', '').isPassing).toBe(true)
    expect(new Problem(0, 'offline', '').isPassing).toBe(true)
    expect(new Problem(409, 'fund_closed', '').isPassing).toBe(false)
    expect(new Problem(500, 'internal', '').isPassing).toBe(false)
  })
})
