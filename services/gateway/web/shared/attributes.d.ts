/** What a cell of `.table.cards` is called on a phone. */
import '@vue/runtime-dom'

declare module '@vue/runtime-dom' {
  interface TdHTMLAttributes {
    'data-title'?: string | undefined
  }
}
