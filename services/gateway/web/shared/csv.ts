/** Tables as CSV that a spreadsheet opens as they are, and takes no orders from. */

export type Cell = string | number | null | undefined

/** What cannot be anything but a number, below zero, too. */
const NUMBER = /^-?\d+(\.\d+)?$/

/** A text that a spreadsheet would take as a formula gets an apostrophe. */
function writeCell(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

/** With a mark of UTF-8, without which Excel shows Chinese as noise. */
export function writeCsv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(writeCell).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

export function downloadCsv(
  name: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  download(name, new Blob([writeCsv(head, rows)], { type: 'text/csv;charset=utf-8' }))
}
