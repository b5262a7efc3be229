/** What the supervisor found, and what those who run the hub answer. */
import type { Screen } from '../../screens'
import { words } from './words'

export const findings: Screen = {
  at: 'findings',
  name: words.screen,
  roles: ['operator', 'finance', 'council', 'supervisor', 'admin'],
  pages: [
    { path: '', component: () => import('./Findings.vue') },
    { path: ':finding', component: () => import('./Finding.vue') },
  ],
}
