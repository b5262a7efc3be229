import { describe, expect, it } from 'vitest'

import { wrap } from './poster'

const atMost = (letters: number) => (line: string) => [...line].length <= letters

describe('a poster', () => {
  it('breaks a long Chinese title where it no longer fits', () => {
    expect(wrap('社区公交司机心理关爱', atMost(4), 9)).toEqual(['社区公交', '司机心理', '关爱'])
  })

  it('shows that something was left out', () => {
    expect(wrap('一二三四五六七八九', atMost(3), 2)).toEqual(['一二三', '四五…'])
  })
})
