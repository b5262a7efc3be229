/** A column of a DataTable. */
import type { Cell } from '@shared/csv'
import { say } from '@shared/i18n'
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

/** The column of what can be done with a row; its slot is called "acts". */
export function actsColumn<Row>(): Column<Row> {
  return { name: 'acts', title: say(words.acts), text: () => '', isActs: true }
}
