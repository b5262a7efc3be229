/** What an administrator of a new hub does first. */
import type { Screen } from '../../screens'
import { words } from './words'

export const start: Screen = {
  at: 'start',
  name: words.guide,
  roles: [], // in nobody's menu: the first page leads there while it is needed
  pages: [{ path: '', component: () => import('./Guide.vue') }],
}
