import { expect, test } from 'vitest'

import { placeSpots, viewOf } from './map'

test('a circle of four times the money is twice as wide', () => {
  const [large, small] = placeSpots([400, 100])
  expect(large?.radius).toBe(2 * (small?.radius ?? 0))
})

test('no circle is too small to hit, and none covers another', () => {
  expect(Math.min(...placeSpots([1_000_000, 0, 1]).map((spot) => spot.radius))).toBe(14)
  for (let count = 2; count <= 40; count++) {
    const spots = placeSpots(Array.from({ length: count }, () => 1_000_000))
    for (const [i, a] of spots.entries())
      for (const b of spots.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.radius + b.radius)
  }
})

test('everything is inside of what is shown', () => {
  for (const amounts of [[], [1], [3, 2, 1]]) {
    const spots = [...placeSpots(amounts), { x: 0, y: 0, radius: 9 }]
    const [x = 0, y = 0, wide = 0, high = 0] = viewOf(spots).box.split(' ').map(Number)
    for (const spot of spots) {
      expect(Math.abs(spot.x) + spot.radius).toBeLessThan(x + wide)
      expect(spot.y - spot.radius).toBeGreaterThan(y)
      expect(spot.y + spot.radius).toBeLessThan(y + high)
    }
  }
})
