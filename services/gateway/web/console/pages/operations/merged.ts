/** Several lists, each the newest first, read as one. */
import type { Page } from '@shared/pages'

type Reader<Row> = (signal?: AbortSignal, cursor?: string) => Promise<Page<Row>>

interface Source<Row> {
  read: Reader<Row>
  /** Read and not shown yet. */
  rows: readonly Row[]
  cursor?: string | undefined
  hasMore: boolean
}

async function fill<Row>(source: Source<Row>, signal?: AbortSignal): Promise<Source<Row>> {
  if (source.rows.length > 0 || !source.hasMore) return source
  const page = await source.read(signal, source.cursor)
  return { read: source.read, rows: page.items, cursor: page.next_cursor, hasMore: page.next_cursor !== undefined }
}

/**
 * Takes the newest of all until one of the sources must be asked again: what it
 * says next may be newer than what the others have.
 */
function take<Row>(sources: readonly Source<Row>[], timeOf: (row: Row) => string): { items: Row[]; left: Source<Row>[] } {
  const left = sources.map((source) => ({ ...source }))
  const items: Row[] = []
  while (!left.some((source) => source.rows.length === 0 && source.hasMore)) {
    const newest = left
      .filter((source) => source.rows.length > 0)
      .sort((a, b) => timeOf(b.rows[0]!).localeCompare(timeOf(a.rows[0]!)))[0]
    if (!newest) break
    items.push(newest.rows[0]!)
    newest.rows = newest.rows.slice(1)
  }
  return { items, left }
}

/** As usePages() wants it. A cursor is where all of the lists are. */
export function mergedPages<Row>(readers: readonly Reader<Row>[], timeOf: (row: Row) => string): Reader<Row> {
  const places = new Map<string, Source<Row>[]>()
  const start = (): Source<Row>[] => readers.map((read) => ({ read, rows: [], hasMore: true }))

  return async (signal, cursor) => {
    const place = cursor === undefined ? start() : (places.get(cursor) ?? start())
    const sources = await Promise.all(place.map((source) => fill(source, signal)))
    const { items, left } = take(sources, timeOf)
    if (!left.some((source) => source.rows.length > 0 || source.hasMore)) return { items }
    const next = String(places.size + 1)
    places.set(next, left)
    return { items, next_cursor: next }
  }
}
