import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'

import { writeXlsx } from './xlsx'

function sheet(rows: readonly (readonly (string | number | null)[])[]): string {
  const parts = unzipSync(writeXlsx(['名称', '金额'], rows))
  expect(Object.keys(parts).sort()).toEqual([
    '[Content_Types].xml', '_rels/.rels', 'xl/_rels/workbook.xml.rels', 'xl/styles.xml',
    'xl/workbook.xml', 'xl/worksheets/sheet1.xml',
  ])
  return strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
}

describe('an XLSX', () => {
  it('has amounts as numbers, to the fen', () => {
    expect(sheet([['捐赠', '350000000.01']])).toContain('<c s="2"><v>350000000.01</v></c>')
  })

  it('has counts as numbers and nothing for what is not known', () => {
    expect(sheet([['捐赠', 12], ['', null]])).toContain(
      '<c s="0"><v>12</v></c></row><row><c s="0"/><c s="0"/></row>',
    )
  })

  it('has no formulas and no markup of others', () => {
    expect(sheet([['=1+1', '<b>&']])).toContain(
      '<t xml:space="preserve">=1+1</t></is></c><c s="0" t="inlineStr"><is><t xml:space="preserve">&lt;b&gt;&amp;</t>',
    )
  })

  it('leaves out what XML cannot hold', () => {
    expect(sheet([['a\u0000b\u001fc', '']])).toContain('>abc</t>')
  })
})
