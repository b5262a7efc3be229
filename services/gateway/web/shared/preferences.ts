/** How the reader wants to see it: theme, and larger text (适老化). */
import { ref, watchEffect } from 'vue'

export type Theme = 'light' | 'dark'

const THEME_KEPT_AS = 'commonweal.theme'
const TEXT_KEPT_AS = 'commonweal.text'

function firstTheme(): Theme {
  const kept = localStorage.getItem(THEME_KEPT_AS)
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export const theme = ref<Theme>(firstTheme())
export const hasLargeText = ref(localStorage.getItem(TEXT_KEPT_AS) === 'large')

watchEffect(() => {
  const root = document.documentElement
  root.dataset['theme'] = theme.value
  root.classList.toggle('dark', theme.value === 'dark') // Element Plus looks for it
  root.dataset['text'] = hasLargeText.value ? 'large' : 'normal'
})

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen
  localStorage.setItem(THEME_KEPT_AS, chosen)
}

export function chooseLargeText(isLarge: boolean): void {
  hasLargeText.value = isLarge
  localStorage.setItem(TEXT_KEPT_AS, isLarge ? 'large' : 'normal')
}
