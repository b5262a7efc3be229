/**
 * Before anything is drawn: which language, theme and size of text the reader
 * wants. i18n.ts and preferences.ts go on from what this leaves at the root.
 */
;(() => {
  const root = document.documentElement
  const kept = (name) => localStorage.getItem(`commonweal.${name}`)

  const asked = new URLSearchParams(location.search).get('lang') ?? kept('language')
  root.lang = /^en\b/.test(asked ?? navigator.language) ? 'en' : 'zh-CN'

  const theme = kept('theme')
  const isDark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.theme = isDark ? 'dark' : 'light'
  root.dataset.text = kept('text') === 'large' ? 'large' : 'normal'
})()
