/**
 * Words in two languages, Chinese first. A word has both or does not compile;
 * English may have two forms, chosen by {n}.
 */
import { ref, watchEffect } from 'vue'

export type Language = 'zh-CN' | 'en'

export interface Word {
  readonly zh: string
  readonly en: string | readonly [one: string, many: string]
}

export type Values = Record<string, string | number>

const KEPT_AS = 'commonweal.language'

/** As early.js found it. */
export const language = ref<Language>(document.documentElement.lang === 'en' ? 'en' : 'zh-CN')

watchEffect(() => {
  document.documentElement.lang = language.value
})

export function chooseLanguage(chosen: Language): void {
  language.value = chosen
  localStorage.setItem(KEPT_AS, chosen)
}

function form(word: Word, values: Values): string {
  if (language.value === 'zh-CN') return word.zh
  if (typeof word.en === 'string') return word.en
  return values['n'] === 1 ? word.en[0] : word.en[1]
}

/** The word in the reader's language, with {name} filled in. */
export function say(word: Word, values: Values = {}): string {
  return form(word, values).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? formatCount(value) : value
  })
}

/** "12,345.6": the same in both languages. */
export function formatCount(count: number): string {
  const [whole = '', ...decimals] = String(count).split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.')
}
