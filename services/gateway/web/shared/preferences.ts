/** How the reader wants to see it: theme, and larger text (适老化). */
import { ref, watchEffect } from 'vue'

export type Theme = 'light' | 'dark'

const THEME_KEPT_AS = 'commonweal.theme'
const TEXT_KEPT_AS = 'commonweal.text'

const { dataset } = document.documentElement

/** As early.js found them. */
export const theme = ref<Theme>(dataset['theme'] === 'dark' ? 'dark' : 'light')
export const hasLargeText = ref(dataset['text'] === 'large')

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
