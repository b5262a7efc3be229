import { expect, test } from 'vitest'

import { parseFigure, typedFigure } from './figures'

test('a figure is typed in its unit, and is the same again', () => {
  expect(parseFigure('person_times', '７,350')).toBe(7350)
  expect(parseFigure('basis_points', '12.5%')).toBe(1250)
  expect(parseFigure('fen', '2,000.50')).toBe(200_050)
  expect(typedFigure('persons', 7350)).toBe('7350')
  expect(typedFigure('basis_points', 1250)).toBe('12.5')
  expect(typedFigure('fen', 200_000)).toBe('2000')
})

test('what is no figure of its unit is refused', () => {
  expect(parseFigure('count', '3.5')).toBeNull()
  expect(parseFigure('persons', 'many')).toBeNull()
})
