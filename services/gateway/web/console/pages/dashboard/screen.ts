/** The hub and all below it in figures, on a desk and in the hall. */
import type { Screen } from '../../screens'
import { words } from './words'

export const dashboard: Screen = {
  at: 'dashboard',
  name: words.screen,
  roles: ['operator', 'finance', 'council', 'supervisor', 'admin'],
  pages: [
    { path: '', component: () => import('./Dashboard.vue') },
    // What everybody may see, on a wall: nobody has to be signed in.
    { path: 'hall', component: () => import('./Hall.vue'), meta: { open: true, bare: true } },
  ],
}
