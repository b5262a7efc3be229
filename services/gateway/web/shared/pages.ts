/** A list that is read page by page: the first at once, others when asked for. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { Problem } from './api'
import { useLoading, type Loading } from './loading'

export interface Page<Row> {
  items: Row[]
  next_cursor?: string
}

export interface Pages<Row> {
  first: Loading<Page<Row>>
  rows: ShallowRef<Row[]>
  hasMore: Ref<boolean>
  /** Why the page after those shown did not come. */
  problem: ShallowRef<Problem | null>
  more(): Promise<void>
}

/** The first page is read again whenever `sources()` changes. */
export function usePages<Row>(
  readPage: (signal?: AbortSignal, cursor?: string) => Promise<Page<Row>>,
  sources: () => unknown,
): Pages<Row> {
  const rows = shallowRef<Row[]>([])
  const hasMore = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let cursor: string | undefined

  const first = useLoading((signal) => readPage(signal), sources)

  function show(before: Row[], page: Page<Row> | null): void {
    rows.value = [...before, ...(page?.items ?? [])]
    cursor = page?.next_cursor
    hasMore.value = cursor !== undefined
    problem.value = null
  }
  watch(first.data, (page) => show([], page))

  /** What comes when another list is shown by then, or pressed for twice, is dropped. */
  async function more(): Promise<void> {
    const shown = rows.value
    try {
      const page = await readPage(undefined, cursor)
      if (rows.value === shown) show(shown, page)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
    }
  }
  return { first, rows, hasMore, problem, more }
}
