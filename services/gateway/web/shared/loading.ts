/** Something read from the hub, and read again when what it depends on changes. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { isOnline, Problem } from './api'

export interface Loading<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  isLoading: Ref<boolean>
  /** When `data` was read. */
  readAt: ShallowRef<Date | null>
  reload(): Promise<void>
}

/** `load` runs at once and whenever `sources()` changes; a late answer is dropped. */
export function useLoading<T>(
  load: (signal: AbortSignal) => Promise<T>,
  sources: () => unknown = () => null,
): Loading<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const readAt = shallowRef<Date | null>(null)
  const isLoading = ref(false)
  let running: AbortController | null = null

  async function reload(): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    isLoading.value = true
    try {
      const loaded = await load(mine.signal)
      if (mine.signal.aborted) return
      data.value = loaded
      problem.value = null
      readAt.value = new Date()
    } catch (error) {
      if (mine.signal.aborted) return
      if (!(error instanceof Problem)) throw error
      problem.value = error
    } finally {
      if (running === mine) isLoading.value = false
    }
  }

  watch(sources, () => void reload(), { immediate: true, deep: true })
  // Back after an outage: what failed is asked again.
  watch(isOnline, (online) => {
    if (online && problem.value) void reload()
  })
  onScopeDispose(() => running?.abort())
  return { data, problem, isLoading, readAt, reload }
}
