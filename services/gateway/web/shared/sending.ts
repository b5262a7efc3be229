/** A command on its way: whether it is, and why it was refused. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { Problem } from './api'

export interface Sending {
  isBusy: Ref<boolean>
  problem: ShallowRef<Problem | null>
  /** True when it was done. A second press while it is under way does nothing. */
  run(work: () => Promise<unknown>): Promise<boolean>
}

export function useSending(): Sending {
  const isBusy = ref(false)
  const problem = shallowRef<Problem | null>(null)

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, problem, run }
}
