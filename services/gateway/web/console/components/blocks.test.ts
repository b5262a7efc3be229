import { expect, test } from 'vitest'

import { piecesOf } from './blocks'

const even = (): number => 1000

/** Every row is in one piece, in order. */
function rowsOf(pieces: ReturnType<typeof piecesOf>): number {
  return pieces.reduce((at, piece) => {
    expect(piece.from).toBe(at)
    return piece.to
  }, 0)
}

test('what is near the window is drawn, and the rest is room of its height', () => {
  const pieces = piecesOf(10_000, even, 99_500, 102_500)
  expect(rowsOf(pieces)).toBe(10_000)
  expect(pieces.map((piece) => piece.room)).toEqual([99_000, undefined, undefined, undefined, undefined, 897_000])
  expect(pieces[1]).toMatchObject({ from: 99 * 10, to: 100 * 10 })
})

test('where the focus is stays drawn far from the window', () => {
  const pieces = piecesOf(2000, even, 0, 500, 50)
  expect(rowsOf(pieces)).toBe(2000)
  expect(pieces.filter((piece) => piece.room === undefined).map((piece) => piece.from)).toEqual([0, 490, 500, 510])
})

test('blocks that are higher take more room, and the last may be short', () => {
  const pieces = piecesOf(25, (block) => (block === 0 ? 3000 : 1000), 3500, 3600)
  expect(pieces).toEqual([
    { key: 'room 0', from: 0, to: 10, room: 3000 }, { key: 'rows 10', from: 10, to: 20 }, { key: 'room 20', from: 20, to: 25, room: 1000 },
  ])
})
