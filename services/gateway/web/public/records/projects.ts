/** A list of public projects as a table to take away. */
import { readAll, type Schemas } from '@shared/api'
import type { Table } from '@shared/components/SaveTable.vue'
import { formatDate } from '@shared/date'
import { applicationStates, terms } from '@shared/glossary'
import { say } from '@shared/i18n'
import { fenAsYuan } from '@shared/money'
import type { Page } from '@shared/pages'
import { words } from '../words'

type Project = Schemas['project_item']

export async function projectTable(
  readPage: (cursor: string | undefined) => Promise<Page<Project>>, organisations: ReadonlyMap<string, string>,
  tell: (count: number) => void,
): Promise<Table> {
  const rows = await readAll(readPage, 100_000, tell)
  return {
    head: [
      say(terms.project), say(terms.organisation), say(terms.date), say(terms.state),
      `${say(terms.amount)} (CNY)`, `${say(terms.paid)} (CNY)`,
      `${say(words.returnedOfProject)} (CNY)`, 'id',
    ],
    rows: rows.map((row) => [
      row.title, organisations.get(row.organisation), formatDate(row.published_at), say(applicationStates[row.state]),
      row.amount === undefined ? '' : fenAsYuan(row.amount), fenAsYuan(row.paid),
      fenAsYuan(row.returned), row.project,
    ]),
  }
}
