import { expect, test } from 'vitest'

import { weighted } from './weighted'

const criteria = [{ name: '需求', weight: 4000 }, { name: '成效', weight: 3500 }, { name: '运作', weight: 2500 }]

test('a total weighs each criterion and is rounded half up', () => {
  const points: Record<string, number> = { 需求: 9050, 成效: 8801, 运作: 7000 }
  expect(weighted(criteria, (name) => points[name] ?? null)).toBe(8450) // 8450.35
  expect(weighted([{ name: '需求', weight: 5000 }, { name: '成效', weight: 5000 }], (name) => (name === '需求' ? 1 : 0))).toBe(1)
})

test('there is no total until all points are given', () => {
  expect(weighted(criteria, (name) => (name === '运作' ? null : 9000))).toBeNull()
})
