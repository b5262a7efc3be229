/** The window's title, and focus on the content after going somewhere. */
import { watchEffect } from 'vue'
import type { Router } from 'vue-router'

import { say } from './i18n'
import { words } from './words'

/** Call in a page's setup; the title follows the language. */
export function useTitle(title: () => string): void {
  watchEffect(() => {
    const own = title()
    document.title = own ? `${own} · ${say(words.name)}` : say(words.name)
  })
}

/** A screen reader goes on at the new page's content, not at the old link. */
export function focusContent(router: Router): void {
  router.afterEach((to, from) => {
    if (from.matched.length > 0 && to.path !== from.path)
      requestAnimationFrame(() => document.getElementById('content')?.focus())
  })
}
