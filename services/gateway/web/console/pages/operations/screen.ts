/** Running the hub: what the administrator looks after. */
import type { Screen } from '../../screens'
import { words } from './words'

export const operations: Screen = {
  at: 'operations',
  name: words.screen,
  roles: ['admin', 'operator', 'supervisor'],
  pages: [
    { path: '', component: () => import('./Status.vue') },
    { path: 'letters', component: () => import('./Letters.vue') },
    { path: 'accounts', component: () => import('./Accounts.vue') },
    { path: 'accounts/:account', component: () => import('./Account.vue') },
    { path: 'keys', component: () => import('./Keys.vue') },
    { path: 'privacy', component: () => import('./Privacy.vue') },
    { path: 'giving', component: () => import('./Giving.vue') },
    { path: 'mails', component: () => import('./Mails.vue') },
    { path: 'rules', component: () => import('./Rules.vue') },
    { path: 'texts', component: () => import('./Texts.vue') },
    { path: 'texts/:text', component: () => import('./Text.vue') },
    { path: 'hubs', component: () => import('./Hubs.vue') },
  ],
}
