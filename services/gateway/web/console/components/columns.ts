/** A column of a DataTable. */
import type { Cell } from '@shared/csv'
import { terms } from '@shared/glossary'
import { say } from '@shared/i18n'
import { fenAsYuan, formatFen } from '@shared/money'
import { words } from '../words'

export interface Column<Row> {
  name: string
  title: string
  /** What a CSV or XLSX has. */
  text: (row: Row) => Cell
  /** What is shown, if that is not the text. */
  show?: (row: Row) => string
  /** What the order goes by, if that is not the text. */
  sortBy?: (row: Row) => string | number
  isMoney?: boolean
  /** A number or a date: on one line. */
  isShort?: boolean
  /** What can be done with the row: not sorted by, and not taken away. */
  isActs?: boolean
}

/** The column of the amount, to the fen. */
export function amountColumn<Row extends { amount: number }>(): Column<Row> {
  return {
    name: 'amount', title: say(terms.amount), isMoney: true, sortBy: (row) => row.amount,
    text: (row) => fenAsYuan(row.amount), show: (row) => formatFen(row.amount),
  }
}

/** The column of what can be done with a row; its slot is called "acts". */
export function actsColumn<Row>(): Column<Row> {
  return { name: 'acts', title: say(words.acts), text: () => '', isActs: true }
}
