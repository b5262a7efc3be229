import '@shared/tokens.css'
import '@shared/base.css'
import '@shared/preferences'

import { createApp } from 'vue'

import { watchConnection } from '@shared/connection'
import App from './App.vue'
import { router } from './router'

const LATEST_MS = 300

/** What the page itself says is seen first; in the background there is nothing to wait for. */
function afterFirstSight(next: () => void): void {
  let hasBegun = false
  const begin = (): void => {
    if (!hasBegun) next()
    hasBegun = true
  }
  new PerformanceObserver(begin).observe({ type: 'paint', buffered: true })
  setTimeout(begin, document.hidden ? 0 : LATEST_MS)
}

watchConnection()
afterFirstSight(() => createApp(App).use(router).mount('#app'))
