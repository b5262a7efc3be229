/** A column of a DataTable. */
import type { Cell } from '@shared/csv'

export interface Column<Row> {
  name: string
  title: string
  /** What the CSV has. */
  text: (row: Row) => Cell
  /** What is shown, if that is not the text. */
  show?: (row: Row) => string
  /** What the order goes by, if that is not the text. */
  sortBy?: (row: Row) => string | number
  isMoney?: boolean
}
