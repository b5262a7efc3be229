import { describe, expect, it } from 'vitest'

import { writeCsv } from './csv'

describe('CSV', () => {
  it('begins with the mark that spreadsheets look for', () => {
    expect(writeCsv(['项目'], [])).toBe('\uFEFF项目\r\n')
  })

  it('gives no orders to a spreadsheet', () => {
    const text = writeCsv(['a'], [['=1+1'], ['-2+3'], ['@x'], [-2]])
    expect(text).toContain("'=1+1\r\n'-2+3\r\n'@x\r\n-2\r\n")
  })

  it('lets an amount below zero be added up', () => {
    expect(writeCsv(['a'], [['-33000.00'], ['-5']])).toContain('\r\n-33000.00\r\n-5\r\n')
  })

  it('keeps commas, quotes and lines in their cell', () => {
    expect(writeCsv(['a', 'b'], [['x,"y"', 'l\nm']])).toContain('"x,""y""","l\nm"')
  })
})
