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
  /** All that follow, up to as many as a page can hold. */
  all(): Promise<void>
  isBusy: Ref<boolean>
}

/** More rows are for a table that is taken away. */
const MOST = 20_000

/** The first page is read again whenever `sources()` changes. */
export function usePages<Row>(
  readPage: (signal?: AbortSignal, cursor?: string) => Promise<Page<Row>>,
  sources: () => unknown,
): Pages<Row> {
  const rows = shallowRef<Row[]>([])
  const hasMore = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const isBusy = ref(false)
  let cursor: string | undefined

  const first = useLoading((signal) => readPage(signal), sources)

  function show(shown: Row[], next: string | undefined): void {
    rows.value = shown
    cursor = next
    hasMore.value = next !== undefined
    problem.value = null
  }
  watch(first.data, (page) => show(page?.items ?? [], page?.next_cursor))

  /** What comes when another list is shown by then, or pressed for twice, is dropped. */
  async function grow(most: number): Promise<void> {
    const shown = rows.value
    const added: Row[] = []
    let next = cursor
    isBusy.value = true
    try {
      do {
        const page = await readPage(undefined, next)
        added.push(...page.items)
        next = page.next_cursor
      } while (next && added.length < most && rows.value === shown)
      if (rows.value === shown) show([...shown, ...added], next)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
    } finally {
      isBusy.value = false
    }
  }
  const more = (): Promise<void> => grow(0)
  const all = (): Promise<void> => grow(MOST - rows.value.length)
  return { first, rows, hasMore, problem, more, all, isBusy }
}
