import { describe, expect, it } from 'vitest'

import { addressOf, newKey, Problem } from './api'

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
})

describe('problems', () => {
  it('pass or stay', () => {
    expect(new Problem(503, 'unavailable', '').isPassing).toBe(true)
    expect(new Problem(0, 'offline', '').isPassing).toBe(true)
    expect(new Problem(409, 'fund_closed', '').isPassing).toBe(false)
    expect(new Problem(500, 'internal', '').isPassing).toBe(false)
  })
})
