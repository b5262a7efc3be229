/**
 * Tables as XLSX, for those whose spreadsheet does not take a CSV as it is.
 * Comes only when somebody wants one. Texts are texts: nothing is a formula.
 */
import { strToU8, zipSync } from 'fflate'

import type { Cell } from './csv'

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const OPEN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PART = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The styles below, by their place. */
const PLAIN = 0
const HEAD = 1
const MONEY = 2

const FRAME: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    `<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${PART}.sheet.main+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${PART}.worksheet+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${PART}.styles+xml"/></Types>`,
  '_rels/.rels':
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml':
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml':
    `<styleSheet xmlns="${MAIN}"><fonts count="2"><font/><font><b/></font></fonts>` +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">' +
    '<xf/><xf fontId="1" applyFont="1"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>',
}

function escape(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    // XML has no other control characters.
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
}

function writeNumber(value: number | string, style: number): string {
  return `<c s="${style}"><v>${value}</v></c>`
}

/** An amount in yuan, as fenAsYuan writes it, is a number to add up. */
function writeCell(cell: Cell, style: number): string {
  if (cell === null || cell === undefined || cell === '') return `<c s="${style}"/>`
  if (typeof cell === 'number') return writeNumber(cell, style)
  if (/^-?\d+\.\d\d$/.test(cell)) return writeNumber(cell, MONEY)
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`
}

function writeRow(cells: readonly Cell[], style: number): string {
  return `<row>${cells.map((cell) => writeCell(cell, style)).join('')}</row>`
}

export function writeXlsx(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): Uint8Array<ArrayBuffer> {
  const sheet =
    `<worksheet xmlns="${MAIN}"><sheetData>${writeRow(head, HEAD)}` +
    `${rows.map((row) => writeRow(row, PLAIN)).join('')}</sheetData></worksheet>`
  const parts = Object.entries({ ...FRAME, 'xl/worksheets/sheet1.xml': sheet })
  return zipSync(Object.fromEntries(parts.map(([name, text]) => [name, strToU8(OPEN + text)])))
}
