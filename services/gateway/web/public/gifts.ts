/** A list of public gifts as a table to take away. */
import { readAll, type Schemas } from '@shared/api'
import type { Table } from '@shared/components/SaveTable.vue'
import { formatTime } from '@shared/date'
import { channels, giftStates, terms } from '@shared/glossary'
import { hubName } from '@shared/hubs'
import { say } from '@shared/i18n'
import { fenAsYuan } from '@shared/money'
import type { Page } from '@shared/pages'
import { words } from './words'

export async function giftTable(
  readPage: (cursor: string | undefined) => Promise<Page<Schemas['public_gift']>>, funds: ReadonlyMap<string, string>,
  tell: (count: number) => void,
): Promise<Table> {
  const rows = await readAll(readPage, 100_000, tell)
  return {
    head: [
      say(words.entry), say(terms.date), say(words.donorOf), `${say(terms.amount)} (CNY)`, say(terms.fund),
      say(words.channelOf), say(words.takenAt), say(terms.state),
    ],
    rows: rows.map((row) => [
      row.seq, formatTime(row.at), row.donor ?? say(words.anonymous), fenAsYuan(row.amount),
      funds.get(row.fund), say(channels[row.channel]), hubName(row.channel_hub), say(giftStates[row.state]),
    ]),
  }
}
