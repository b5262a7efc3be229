/**
 * A long piece of work of a page. The tab remembers it through a reload: how
 * far it had come, or what came of it.
 */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

const PREFIX = 'commonweal.job.'

export interface Job<T> {
  /** How many were done by then. */
  count: Ref<number>
  /** A reload broke it off: at so many. */
  brokenOff: Ref<number | null>
  /** What it came to, and when. */
  done: ShallowRef<{ result: T; at: string } | null>
  run(work: (tell: (count: number) => void) => Promise<T>): Promise<T>
}

interface Kept<T> {
  count: number
  done?: { result: T; at: string }
}

function load<T>(name: string): Kept<T> | null {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? 'null') as Kept<T> | null
  } catch {
    return null
  }
}

/** `keepsResult` of what is to be seen again; else it is forgotten once it is done. */
export function useJob<T>(name: string, keepsResult = false): Job<T> {
  const kept = load<T>(name)
  const count = ref(0)
  const brokenOff = ref(kept && !kept.done ? kept.count : null)
  const done = shallowRef(kept?.done ?? null)

  function tell(reached: number): void {
    count.value = reached
    sessionStorage.setItem(PREFIX + name, JSON.stringify({ count: reached }))
  }

  async function run(work: (tell: (count: number) => void) => Promise<T>): Promise<T> {
    brokenOff.value = done.value = null
    tell(0)
    try {
      const result = await work(tell)
      if (keepsResult) {
        done.value = { result, at: new Date().toISOString() }
        sessionStorage.setItem(PREFIX + name, JSON.stringify({ count: count.value, done: done.value }))
      }
      return result
    } finally {
      if (!done.value) sessionStorage.removeItem(PREFIX + name)
    }
  }
  return { count, brokenOff, done, run }
}

/** Who signs out leaves nothing behind. */
export function forgetJobs(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name)
}
