/** A draft at the hub follows what is typed, a moment later. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

import { Problem } from '@shared/api'

const PAUSE_MS = 1500

export interface Saving {
  savedAt: Ref<Date | null>
  /** What is typed is on this device only. */
  isBehind: Ref<boolean>
}

/**
 * `save` sends what `what()` says whenever that changes, one after the other;
 * null is not to be sent. What is refused is tried again with the next change.
 */
export function useSaving<T>(what: () => T | null, save: (it: T) => Promise<void>): Saving {
  const savedAt = ref<Date | null>(null)
  const isBehind = ref(false)
  let kept = JSON.stringify(what())
  let timer: ReturnType<typeof setTimeout> | undefined
  let isUnderWay = false

  async function follow(): Promise<void> {
    const now = what()
    const text = JSON.stringify(now)
    if (isUnderWay || now === null || text === kept) return
    isUnderWay = true
    try {
      await save(now)
      kept = text
      savedAt.value = new Date()
      isBehind.value = false
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      isBehind.value = true
    } finally {
      isUnderWay = false
    }
    if (!isBehind.value) void follow() // what was typed meanwhile
  }

  watch(() => JSON.stringify(what()), () => {
    clearTimeout(timer)
    timer = setTimeout(() => void follow(), PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return { savedAt, isBehind }
}
