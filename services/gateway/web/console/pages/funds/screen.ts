/** Funds and the ledger: what finance does, and the supervisor sees. */
import type { Screen } from '../../screens'
import { words } from './words'

export const funds: Screen = {
  at: 'funds',
  name: words.screen,
  roles: ['finance', 'supervisor'],
  pages: [
    { path: '', component: () => import('./Funds.vue') },
    { path: 'fund/:fund', component: () => import('./Fund.vue') },
    { path: 'gifts', component: () => import('./Gifts.vue') },
    { path: 'gifts/:gift', component: () => import('./Gift.vue') },
    { path: 'mandates', component: () => import('./Mandates.vue') },
    { path: 'mandates/:mandate', component: () => import('./Mandate.vue') },
    { path: 'payments', component: () => import('./Payments.vue') },
    { path: 'reservations', component: () => import('./Reservations.vue') },
    { path: 'transfers', component: () => import('./Transfers.vue') },
    { path: 'campaigns', component: () => import('./Campaigns.vue') },
    { path: 'campaigns/:campaign', component: () => import('./Campaign.vue') },
    { path: 'channels', component: () => import('./Channels.vue') },
    { path: 'ledger', component: () => import('./Ledger.vue') },
  ],
}
