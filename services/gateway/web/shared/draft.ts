/**
 * What somebody is typing, kept in the browser until it was sent: a reload, a
 * time-out or a lost line loses nothing. The key of the command is kept with
 * it, so that sending twice does it once.
 */
import { onScopeDispose, reactive, ref, watch, type Ref } from 'vue'

import { newKey } from './api'

const PREFIX = 'commonweal.draft.'
const PAUSE_MS = 300

interface Kept<T> {
  value: T
  /** What it corrects, as that was when it was begun. */
  basis?: string | undefined
  key: string
  savedAt: string
}

export interface Draft<T extends object> {
  /** What it is kept under: no other form's. */
  name: string
  value: T
  /** The idempotency key of the command this becomes. */
  key: Ref<string>
  /** When it was last kept, null if nothing was typed yet. */
  savedAt: Ref<Date | null>
  /** It was sent: forget it, and begin anew. */
  clear(): void
}

function load<T>(name: string, basis?: string): Kept<T> | null {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as Kept<T> | null
    return kept?.basis === basis ? kept : null
  } catch {
    return null
  }
}

/**
 * `blank` makes what an empty form holds; fields that a kept draft lacks come from it.
 * A draft with another `basis` is dropped: it would undo what was changed meanwhile.
 */
export function useDraft<T extends object>(name: string, blank: () => T, basis?: string): Draft<T> {
  const kept = load<T>(name, basis)
  const value = reactive<T>({ ...blank(), ...kept?.value }) as T
  const key = ref(kept?.key ?? newKey())
  const savedAt = ref<Date | null>(kept ? new Date(kept.savedAt) : null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClearing = false

  function keep(): void {
    timer = undefined
    savedAt.value = new Date()
    const whole: Kept<T> = { value, basis, key: key.value, savedAt: savedAt.value.toISOString() }
    localStorage.setItem(PREFIX + name, JSON.stringify(whole))
  }

  watch(
    value,
    () => {
      if (isClearing) return
      clearTimeout(timer)
      timer = setTimeout(keep, PAUSE_MS)
    },
    { deep: true, flush: 'sync' },
  )

  /** Leaving does not wait for the pause. */
  function keepNow(): void {
    if (timer === undefined) return
    clearTimeout(timer)
    keep()
  }
  addEventListener('pagehide', keepNow)
  onScopeDispose(() => {
    removeEventListener('pagehide', keepNow)
    keepNow()
  }, true)

  function clear(): void {
    clearTimeout(timer)
    timer = undefined
    localStorage.removeItem(PREFIX + name)
    isClearing = true
    Object.assign(value, blank())
    isClearing = false
    key.value = newKey()
    savedAt.value = null
  }

  return { name, value, key, savedAt, clear }
}

/** The draft of a correction: it begins with what is recorded, and ends when that changes. */
export function useCorrection<T extends object>(name: string, recorded: () => T): Draft<T> {
  return useDraft(name, recorded, JSON.stringify(recorded()))
}

/** Who signs out leaves nothing behind for the next one at this computer. */
export function forgetDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name)
}
