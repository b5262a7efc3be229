import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import { sha256 } from './sha256'

test('the digest is that of everybody else, around the edges of a block', () => {
  for (const length of [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255)
    expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
