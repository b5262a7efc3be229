/** Where somebody begins to read the ledger, and which way they go: both are in the address. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { useQuery } from './query'

export interface LedgerPlace {
  /** The number of the link to begin at; 0 for the end it begins with. */
  start: ComputedRef<number>
  isOldestFirst: ComputedRef<boolean>
  goTo(oldestFirst: boolean, start?: number): void
  /** What a page is asked for by; `around` links are shown before the first. */
  parameters(cursor: string | undefined, around?: number): { newest_first: boolean; cursor: string | undefined }
}

export function useLedgerPlace(): LedgerPlace {
  const route = useRoute()
  const router = useRouter()
  const from = useQuery('from')
  const order = useQuery('order')
  const start = computed(() => Math.max(0, Math.trunc(Number(from.value)) || 0))
  const isOldestFirst = computed(() => order.value === 'oldest')

  function goTo(oldestFirst: boolean, at = 0): void {
    void router.push({
      query: { ...route.query, order: oldestFirst ? 'oldest' : undefined, from: at > 0 ? String(at) : undefined },
    })
  }

  function parameters(cursor: string | undefined, around = 0) {
    const newest_first = !isOldestFirst.value
    if (cursor !== undefined || start.value === 0) return { newest_first, cursor }
    const before = newest_first ? start.value + around + 1 : start.value - around - 1
    return { newest_first, cursor: before > 0 ? String(before) : undefined }
  }
  return { start, isOldestFirst, goTo, parameters }
}
