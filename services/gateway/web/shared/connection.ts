/** When the gateway is away, ask until it is back. */
import { watch } from 'vue'

import { isOnline } from './api'

const EVERY_MS = 3000

async function probe(): Promise<void> {
  try {
    const response = await fetch('/healthz', { cache: 'no-store' })
    isOnline.value = response.ok
  } catch {
    // Still away.
  }
}

/** Call once. */
export function watchConnection(): void {
  let timer: number | undefined
  watch(isOnline, (online) => {
    clearInterval(timer)
    if (!online) timer = window.setInterval(() => void probe(), EVERY_MS)
  })
  addEventListener('offline', () => (isOnline.value = false))
  addEventListener('online', () => void probe())
}
